import type { ComponentChildren } from "preact"

/** An icon on a 24 x 24 grid, in the colour and size of the surrounding text. */
const Icon = (props: { readonly children: ComponentChildren; readonly solid?: boolean }) => (
  <svg
    class="icon"
    viewBox="0 0 24 24"
    aria-hidden="true"
    focusable="false"
    fill={props.solid === true ? "currentColor" : "none"}
    stroke={props.solid === true ? "none" : "currentColor"}
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    {props.children}
  </svg>
)

export const Play = () => (
  <Icon solid>
    <path d="M8 5.3c0-.9 1-1.5 1.8-1l10 6.6c.7.5.7 1.6 0 2.1l-10 6.7c-.8.5-1.8-.1-1.8-1z" />
  </Icon>
)

export const Pause = () => (
  <Icon solid>
    <rect x="6" y="4.5" width="4.4" height="15" rx="1.4" />
    <rect x="13.6" y="4.5" width="4.4" height="15" rx="1.4" />
  </Icon>
)

/** Two ways from the same beginning. */
export const Branch = () => (
  <Icon>
    <path d="M5 12h5c4 0 4-6 9-6" />
    <path d="M10 12c4 0 4 6 9 6" />
    <path d="m16.5 3.5 2.8 2.5-2.8 2.5" />
    <path d="m16.5 15.5 2.8 2.5-2.8 2.5" />
  </Icon>
)

export const Back15 = () => (
  <Icon>
    <path d="M4.2 8.2A8.6 8.6 0 1 1 3.4 13" />
    <path d="M3.6 3.6v4.9h4.9" />
    <Fifteen />
  </Icon>
)

export const Forward15 = () => (
  <Icon>
    <path d="M19.8 8.2a8.6 8.6 0 1 0 .8 4.8" />
    <path d="M20.4 3.6v4.9h-4.9" />
    <Fifteen />
  </Icon>
)

const Fifteen = () => (
  <text
    x="12"
    y="15.6"
    text-anchor="middle"
    font-size="8"
    font-weight="700"
    fill="currentColor"
    stroke="none"
  >
    15
  </text>
)

export const VolumeOn = () => (
  <Icon>
    <path d="M4 9.5v5h3.2L12 18.8V5.2L7.2 9.5z" />
    <path d="M15.6 9a4.2 4.2 0 0 1 0 6" />
    <path d="M18.3 6.4a8 8 0 0 1 0 11.2" />
  </Icon>
)

export const VolumeOff = () => (
  <Icon>
    <path d="M4 9.5v5h3.2L12 18.8V5.2L7.2 9.5z" />
    <path d="m16 9.6 4.8 4.8M20.8 9.6 16 14.4" />
  </Icon>
)

export const Attach = () => (
  <Icon>
    <path d="m20 11.5-8.2 8.1a5.2 5.2 0 0 1-7.4-7.3l8.3-8.2a3.5 3.5 0 0 1 5 4.9l-8.3 8.2a1.7 1.7 0 0 1-2.5-2.4l7.6-7.5" />
  </Icon>
)

export const Close = () => (
  <Icon>
    <path d="M6 6l12 12M18 6 6 18" />
  </Icon>
)

export const ArrowDown = () => (
  <Icon>
    <path d="M12 5v13.5M5.8 12.5 12 18.7l6.2-6.2" />
  </Icon>
)

export const Download = () => (
  <Icon>
    <path d="M12 3.8v11.4M7 10.4l5 5 5-5M4.5 19.8h15" />
  </Icon>
)

export const Share = () => (
  <Icon>
    <path d="M10 14a4.2 4.2 0 0 0 6 0l3-3a4.2 4.2 0 0 0-6-6l-1 1" />
    <path d="M14 10a4.2 4.2 0 0 0-6 0l-3 3a4.2 4.2 0 0 0 6 6l1-1" />
  </Icon>
)

export const Check = () => (
  <Icon>
    <path d="m5 12.8 4.6 4.6L19.2 7" />
  </Icon>
)

export const Warning = () => (
  <Icon>
    <path d="M12 4.2 2.9 19.6h18.2zM12 10.2v4.2" />
    <path d="M12 17h.01" />
  </Icon>
)

export const Refresh = () => (
  <Icon>
    <path d="M19.8 8.8A8.4 8.4 0 0 0 4.3 9.6M4.2 15.2a8.4 8.4 0 0 0 15.5-.8" />
    <path d="M20.4 4v4.9h-4.9M3.6 20v-4.9h4.9" />
  </Icon>
)

export const External = () => (
  <Icon>
    <path d="M9 5H5.8A1.8 1.8 0 0 0 4 6.800v11.400A1.8 1.8 0 0 0 5.8 20h11.400a1.8 1.8 0 0 0 1.8-1.800V15" />
    <path d="M13.5 4H20v6.500M20 4l-9 9" />
  </Icon>
)

export const Logo = () => (
  <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="9" fill="var(--accent-solid)" />
    <g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round">
      <path d="M8 14.500v3" />
      <path d="M12 11v10" />
      <path d="M16 7.500v17" />
      <path d="M20 11v10" />
      <path d="M24 14.500v3" />
    </g>
  </svg>
)

export const Microphone = () => (
  <Icon>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
  </Icon>
)
