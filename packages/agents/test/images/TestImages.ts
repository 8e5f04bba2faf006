/** Of 48 by 32 pixels, made by a browser. */
export const files = [
  [
    "PNG",
    "image/png",
    "iVBORw0KGgoAAAANSUhEUgAAADAAAAAgCAYAAABU1PscAAAAcklEQVR4AeyS0QlAIRDDjjfb238ldYUSiggR/LtWLvGb+dfL9ywwTx8XuK1PAxqABPxCECCOawAjhAUagABxXAMYISzQAASI4xrACGGBBiBAHA8M4LcqBS5QwRqUaiCAVRnVQAVrUKqBAFZlVAMVrEHpBgAA//8GhZkiAAAABklEQVQDAHhPPNHhCLJdAAAAAElFTkSuQmCC"
  ],
  [
    "JPEG",
    "image/jpeg",
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////////////////wAARCAAgADADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFgEBAQEAAAAAAAAAAAAAAAAAAAEC/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AjAbQAAAAAAAAAB//2Q=="
  ],
  [
    "lossy WebP",
    "image/webp",
    "UklGRj4AAABXRUJQVlA4IDIAAAAwAwCdASowACAAP3G202I0ryqmJWgCkC4JZwDQVBBF2G4AAP7tkD5V6vMS0UqbugAAAA=="
  ],
  ["lossless WebP", "image/webp", "UklGRhwAAABXRUJQVlA4TA8AAAAvL8AHAAcQUaL+ByKi/wEA"],
  [
    "WebP with transparency",
    "image/webp",
    "UklGRmoAAABXRUJQVlA4WAoAAAAQAAAALwAAHwAAQUxQSBAAAAABB1DAiAgACeH/eDmi/6kPVlA4IDQAAAAwAwCdASowACAAP3G202G0ryqmJWgCkC4JZwDM0A8KmggAAP7tTd9WWohh8Udn1KFIAAAA"
  ]
] as const

export const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"))
