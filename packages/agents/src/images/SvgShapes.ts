/** Flat shapes in a square of 1000 by 1000 units, as SVG. */
export const disc = (x: number, y: number, radius: number, fill: string): string =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="${fill}"/>`

export const ring = (x: number, y: number, radius: number, width: number, stroke: string): string =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}" fill="none" stroke="${stroke}" stroke-width="${width}"/>`

export const band = (x: number, y: number, wide: number, high: number, fill: string): string =>
  `<rect x="${x}" y="${y}" width="${wide}" height="${high}" fill="${fill}"/>`

/** A line across the square, through `height` at every 20 units. */
export const curve = (height: (x: number) => number): string =>
  "M" + Array.from({ length: 51 }, (_, i) => `${i * 20} ${height(i * 20).toFixed(1)}`).join("L")

/** Everything below a line across the square. */
export const under = (height: (x: number) => number, fill: string): string =>
  `<path d="${curve(height)}V1001H0Z" fill="${fill}"/>`
