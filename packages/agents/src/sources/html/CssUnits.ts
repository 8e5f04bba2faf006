/** The size of a unit of CSS in pixels, for an ordinary screen and font. */
export const unitPixels: ReadonlyMap<string, number> = new Map([
  ["px", 1],
  ["em", 16],
  ["rem", 16],
  ["ch", 8],
  ["pt", 1.33],
  ["cm", 37.8],
  ["in", 96],
  ["vw", 12.8],
  ["vh", 8],
  ["%", 5]
])
