/** Of GNU tar and bzip2: a folder tiny-voice with four files, one of them empty. */
export const bytes = Buffer.from(
  "QlpoOTFBWSZTWVTMGhcAAZNfgcuQQGP/wiMMCgB+79/gAQAESDABFtsBKVHqNGhkDIyMhpiNkmmmmRglETJGh6jQaB6QAAGgAKqJkp4UNkEaDIBhBoYmJ+jaT1V0bPQqopLABSFTBAWwiAI6/RQuGbGxGKsMIZFHbRCmIsFoQiDLRcP0fEh7z8PsD0FyB74XZczYrEChSYxsHtYCIktAtjFr3gIU182ViEVGkVIbc8jnPeDCUHzhK8Nz2NCaSfOSrjSsmUytlDVbQXx1xGzUZTxzwkPs+fyBYbdto3FWxpU9EiIi0a7BuwC7QTYa4aZ+kpzYqONWMrhulSuqF/AYIdeInaK1aug4DfSVDfdBx5UY49PdyGQXr8MRHOD/F3JFOFCQVMwaFw==",
  "base64"
)
