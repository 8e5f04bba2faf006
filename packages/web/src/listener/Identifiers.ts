import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { SessionId } from "@aethercast/domain/Session"
import { Option } from "effect"
import * as LocalStorage from "./LocalStorage.ts"

/** The listener's id: created on the first visit, then stored in this browser. */
export const currentSessionId = (): SessionId =>
  Option.getOrElse(LocalStorage.get("session", SessionId), () => {
    const created = SessionId.make(randomId())
    LocalStorage.set("session", SessionId, created)
    return created
  })

export const newEpisodeId = (): EpisodeId => EpisodeId.make(randomId())

/** 24 lower-case letters and digits: 120 random bits. */
const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => alphabet[byte % 32]).join("")

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
