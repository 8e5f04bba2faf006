import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { SessionId } from "@aethercast/domain/Session"
import { Option } from "effect"
import { recall, remember } from "./LocalStorage.ts"

/** This listener, as this browser knows them; the same on every visit. */
export const session = (): SessionId =>
  Option.getOrElse(recall("session", SessionId), () => {
    const fresh = SessionId.make(randomName())
    remember("session", SessionId, fresh)
    return fresh
  })

export const freshEpisodeId = (): EpisodeId => EpisodeId.make(randomName())

/** 24 lower-case letters and digits: 120 bits. */
const randomName = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => alphabet[byte % 32]).join("")

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
