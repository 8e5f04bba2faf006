import type { Array as Arr } from "effect"
import type { Palette } from "./Palette.ts"
import { band, curve, disc, ring, under } from "./SvgShapes.ts"

/** A way to fill a square of 1000 by 1000 units with flat shapes. */
export interface Composition {
  readonly name: string
  /** Stems of words that it illustrates, separated by spaces. */
  readonly stems: string
  readonly draw: (palette: Palette, random: () => number) => string
}

export const compositions: Arr.NonEmptyReadonlyArray<Composition> = [
  {
    name: "waves under a low sun",
    stems:
      "tide ocean sea marine wave coast water river lake ship harbour fish surf swim lighthouse",
    draw: ({ tones, accent }, random) => {
      const sun = disc(250 + random() * 500, 330 + random() * 60, 150 + random() * 50, accent)
      const crests = [...tones.slice(1), tones[0]].map((tone, i) => {
        const height = 34 + random() * 26
        const cycles = 1.2 + random() * 0.8 + i * 0.2
        const phase = random() * 6.3
        const level = 450 + i * 140
        return under((x) => level + height * Math.sin((x / 1000) * cycles * 6.283 + phase), tone)
      })
      return sun + crests.join("")
    }
  },
  {
    name: "hills in layers beneath a haloed disc",
    stems:
      "mountain hill forest tree landscape climate valley volcano snow ice glacier walk weather wind cloud",
    draw: ({ tones, accent }, random) => {
      const x = 280 + random() * 440
      const y = 300 + random() * 80
      const halo = disc(x, y, 270, tones[0]) + disc(x, y, 195, tones[1]) + disc(x, y, 120, accent)
      const ridges = tones.map((tone, i) => {
        const [a, b, c] = [random() * 6.3, random() * 6.3, 0.7 + random() * 0.5]
        const level = 470 + i * 140
        return under(
          (t) =>
            level +
            72 * Math.sin((t / 1000) * c * 6.283 + a) +
            26 * Math.sin((t / 1000) * 2.3 * 6.283 + b),
          tone
        )
      })
      return halo + ridges.slice(1).join("")
    }
  },
  {
    name: "concentric arcs rising from a corner",
    stems: "sound music radio voice signal sun light bell echo acoustic podcast rainbow",
    draw: ({ tones, accent, ground }, random) => {
      const x = random() < 0.5 ? 0 : 1000
      const y = random() < 0.3 ? 0 : 1000
      const bright = 1 + Math.floor(random() * 4)
      const scale = 0.9 + random() * 0.2
      const rings = [1080, 930, 780, 630, 480, 330, 180].map((radius, i) =>
        disc(
          x,
          y,
          radius * scale,
          i === bright ? accent : i % 2 === 0 ? (tones[i / 2] ?? ground) : ground
        )
      )
      return rings.join("") + disc(1000 - x * 0.7 - 150, 1000 - y * 0.7 - 150, 62, accent)
    }
  },
  {
    name: "a crescent among fine orbits",
    stems:
      "eclipse moon planet star space orbit astronom galax night satellite comet gravity clock time",
    draw: ({ ground, tones, accent }, random) => {
      const [x, y] = [440 + random() * 120, 440 + random() * 120]
      const rotation = random() * 6.283
      const orbits = [330, 415, 500, 585, 670].map((radius, i) => {
        const at = rotation + i * (1.3 + random() * 0.8)
        const moon = disc(
          x + radius * Math.cos(at),
          y + radius * Math.sin(at),
          15 + random() * 17,
          tones[3]
        )
        return ring(x, y, radius, 5, tones[1]) + (i < 4 ? moon : "")
      })
      const shadow = disc(x + 78 * Math.cos(rotation), y + 78 * Math.sin(rotation), 212, ground)
      return orbits.join("") + disc(x, y, 245, accent) + shadow
    }
  },
  {
    name: "a field of dots that swell towards the light",
    stems:
      "data computer algorithm code software digital number math statistic physics atom cell virus particle",
    draw: ({ tones, accent }, random) => {
      const [fx, fy] = [200 + random() * 600, 200 + random() * 600]
      const ripple = 70 + random() * 50
      const cells = Array.from({ length: 169 }, (_, i) => {
        const [x, y] = [44 + (i % 13) * 76, 44 + Math.floor(i / 13) * 76]
        const away = Math.hypot(x - fx, y - fy)
        const size =
          9 + 24 * (0.5 + 0.5 * Math.cos(away / ripple)) * Math.max(0.25, 1 - away / 1100)
        const tone =
          away < 190 ? accent : (tones[3 - Math.min(3, Math.floor(away / 260))] ?? accent)
        return disc(x, y, size, tone)
      })
      return cells.join("")
    }
  },
  {
    name: "layers of rock along a fault",
    stems:
      "rock stone geolog earth history ancient archaeolog fossil desert soil mine brick ruin century",
    draw: ({ ground, tones, accent }, random) => {
      const beds = [tones[0], tones[1], tones[3], tones[2], accent, tones[1], tones[3]]
      const shape = beds.map(() => [random() * 6.3, 24 + random() * 26, random() * 46] as const)
      const layers = (drop: number): string =>
        beds
          .map((tone, i) => {
            const [phase, height, shift] = shape[i] ?? [0, 20, 0]
            const level = 190 + i * 118 + shift + drop
            return under((x) => level + height * Math.sin((x / 1000) * 5 + phase), tone)
          })
          .join("")
      const lean = 380 + random() * 120
      const right = `M${lean} 0H1000V1000H${lean + 180}Z`
      return (
        layers(0) +
        `<clipPath id="fault"><path d="${right}"/></clipPath>` +
        `<g clip-path="url(#fault)"><path d="M0 0H1000V1000H0Z" fill="${ground}"/>${layers(104)}</g>` +
        `<path d="M${lean} 0L${lean + 180} 1000" stroke="${ground}" stroke-width="12"/>`
      )
    }
  },
  {
    name: "woven bands",
    stems:
      "weave textile fabric thread cloth network web internet craft rope trade language people culture",
    draw: ({ tones, accent }, random) => {
      const places = [-250, 0, 250, 500, 750, 1000, 1250]
      const bright = 2 + Math.floor(random() * 3)
      const warp = places.map((x, i) => band(x - 85, -500, 170, 2000, i % 2 ? tones[2] : tones[1]))
      const weft = places.flatMap((y, j) =>
        places
          .filter((_, i) => (i + j) % 2 === 0)
          .map((x) => band(x - 165, y - 85, 330, 170, j === bright ? accent : tones[3]))
      )
      return `<g transform="rotate(${((random() < 0.5 ? 45 : -45) + random() * 16 - 8).toFixed(1)} 500 500)">${warp.join("")}${weft.join("")}</g>`
    }
  },
  {
    name: "a mosaic of quarter circles",
    stems:
      "city building architect design street house bridge school game typograph typewriter toy machine industr",
    draw: ({ ground, tones, accent }, random) => {
      const inks = [...tones, accent]
      const pieces = [
        "M0 0H250A250 250 0 0 1 0 250Z",
        "M0 0A250 250 0 0 1 250 250H0Z",
        "M0 0H250V250A250 250 0 0 1 0 0Z",
        "M0 250A250 250 0 0 1 250 0V250Z",
        "M0 0A250 250 0 0 1 250 250A250 250 0 0 1 0 0Z",
        "M0 125A125 125 0 0 1 250 125Z M0 250A125 125 0 0 1 250 250Z"
      ]
      const tiles = Array.from({ length: 16 }, (_, i) => {
        const back = Math.floor(random() * 3)
        const front = (back + 1 + Math.floor(random() * 4)) % 5
        const [x, y] = [(i % 4) * 250, Math.floor(i / 4) * 250]
        const paper = [ground, tones[0], tones[1]][back] ?? ground
        const ink = inks[front] === paper ? accent : inks[front]
        const piece = pieces[Math.floor(random() * pieces.length)] ?? ""
        return `<g transform="translate(${x} ${y})"><path d="M0 0H251V251H0Z" fill="${paper}"/><path d="${piece}" fill="${ink}"/></g>`
      })
      return tiles.join("")
    }
  },
  {
    name: "lines that lift over a hidden shape",
    stems:
      "signal map earthquake music sleep brain mind memory terrain mountain wind electr energy heart",
    draw: ({ ground, tones, accent }, random) => {
      const peaks = Array.from(
        { length: 3 },
        () => [250 + random() * 500, 70 + random() * 90, random()] as const
      )
      const lines = Array.from({ length: 19 }, (_, i) => {
        const level = 250 + i * 40
        const swell = Math.sin((i / 18) * Math.PI)
        const path = curve((x) =>
          peaks.reduce(
            (y, [at, wide, tall]) =>
              y - swell * (60 + 110 * tall) * Math.exp(-(((x - at - i * 6) / wide) ** 2)),
            level
          )
        )
        const ink = i === 9 ? accent : (tones[1 + (i % 3)] ?? accent)
        return `<path d="${path}V1000H0Z" fill="${ground}"/><path d="${path}" fill="none" stroke="${ink}" stroke-width="${i === 9 ? 13 : 9}"/>`
      })
      return lines.join("")
    }
  },
  {
    name: "parallel stripes that turn a corner",
    stems:
      "road rail train car travel transport bicycle sport race film history retro flight route economy money",
    draw: ({ tones, accent }, random) => {
      const order = random() < 0.5 ? [...tones, accent] : [accent, ...tones]
      const first = 190 + random() * 60
      const stripes = order.map((tone, i) => {
        const radius = first + i * 92
        return `<path d="M-10 ${760 - radius}H330A${radius} ${radius} 0 0 1 ${330 + radius} 760V1010" fill="none" stroke="${tone}" stroke-width="92.5"/>`
      })
      const rotation = Math.floor(random() * 4) * 90
      return `<g transform="rotate(${rotation} 500 500)">${stripes.join("")}${disc(330, 760, 92, accent)}</g>`
    }
  },
  {
    name: "petals around a centre",
    stems:
      "plant flower garden seed leaf botan bee honey fruit coffee tea food cook spice health vitamin nature",
    draw: ({ tones, accent, ground }, random) => {
      const count = 8 + 2 * Math.floor(random() * 3)
      const rotation = random() * 60
      const whorl = (long: number, wide: number, offset: number, tone: string): string =>
        Array.from({ length: count }, (_, i) => {
          const angle = rotation + ((i + offset) * 360) / count
          return `<path d="M500 500C${500 - wide} ${500 - long * 0.45} ${500 - wide * 0.7} ${500 - long * 0.85} 500 ${500 - long}C${500 + wide * 0.7} ${500 - long * 0.85} ${500 + wide} ${500 - long * 0.45} 500 500Z" fill="${tone}" transform="rotate(${angle.toFixed(1)} 500 500)"/>`
        }).join("")
      return (
        whorl(640, 175, 0, tones[0]) +
        whorl(500, 140, 0.5, tones[1]) +
        whorl(380, 110, 0, tones[2]) +
        whorl(260, 80, 0.5, tones[3]) +
        disc(500, 500, 84, ground) +
        disc(500, 500, 54, accent)
      )
    }
  }
]
