import { useState } from "preact/hooks"

/** Background and foreground colours; the title selects a pair. */
const palettes = [
  ["#1f4b6e", "#e0a458"],
  ["#5b3a6b", "#e58f65"],
  ["#1d5c4d", "#d9c26b"],
  ["#7a2f3d", "#e7a977"],
  ["#2f3f73", "#86b6c9"],
  ["#5a4a2f", "#d98c5f"],
  ["#234a4a", "#d67b52"],
  ["#3c3464", "#c98bb0"]
] as const

/** Cover image of an episode. Shows a cover generated from the title until the image has loaded. */
export const Cover = (props: {
  readonly title: string
  readonly src: string | undefined
  readonly alt?: string | undefined
}) => {
  const [loaded, setLoaded] = useState<string | undefined>()
  const [broken, setBroken] = useState<string | undefined>()
  const src = safeUrl(props.src)
  return (
    <div class={src !== undefined && src === loaded ? "cover is-loaded" : "cover"}>
      <GeneratedCover title={props.title} />
      {src !== undefined && src !== broken && (
        <img
          key={src}
          src={src}
          alt={props.alt ?? ""}
          decoding="async"
          class="cover-image"
          onLoad={() => setLoaded(src)}
          onError={() => setBroken(src)}
        />
      )}
    </div>
  )
}

const GeneratedCover = ({ title }: { readonly title: string }) => {
  const seed = hash(title)
  const [background, foreground] = palettes[seed % palettes.length] ?? palettes[0]
  const bars = Array.from({ length: 9 }, (_, index) => 14 + ((seed >>> (index * 3)) & 7) * 7)
  return (
    <svg
      class="cover-generated"
      viewBox="0 0 200 200"
      aria-hidden="true"
      preserveAspectRatio="xMidYMid slice"
    >
      <rect width="200" height="200" fill={background} />
      <circle
        cx={40 + (seed % 120)}
        cy={30 + ((seed >>> 7) % 60)}
        r="72"
        fill={foreground}
        opacity="0.28"
      />
      <g fill={foreground}>
        {bars.map((height, index) => (
          <rect
            key={index}
            x={37 + index * 15}
            y={100 - height / 2}
            width="6"
            height={height}
            rx="3"
          />
        ))}
      </g>
    </svg>
  )
}

/** Allows paths on this server and https URLs only. */
const safeUrl = (src: string | undefined): string | undefined =>
  src !== undefined && /^(?:\/(?!\/)|https:\/\/)/.test(src) ? src : undefined

/** FNV-1a, 32 bit. */
const hash = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
