/**
 * Reloads the page when its build is outdated, but not during playback, and only once: the server may
 * keep serving the old build.
 */
export const reloadWhenStale =
  (audio: HTMLAudioElement) =>
  (isCurrent: boolean): void => {
    if (isCurrent) return sessionStorage.removeItem(reloadedKey)
    if (sessionStorage.getItem(reloadedKey) !== null) return
    const reload = () => {
      sessionStorage.setItem(reloadedKey, "yes")
      location.reload()
    }
    if (audio.paused) return reload()
    audio.addEventListener("pause", reload, { once: true })
  }

const reloadedKey = "aethercast.reloaded"
