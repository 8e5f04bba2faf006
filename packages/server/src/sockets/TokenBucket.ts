/** Tokens at a moment, in milliseconds. Negative ones were spent in advance. */
export interface TokenBucket {
  readonly tokens: number
  readonly at: number
}

export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

export const full = ({ burst }: Rate, now: number): TokenBucket => ({ tokens: burst, at: now })

/** The bucket after `count` more tokens are taken at `now`. */
export const take = (bucket: TokenBucket, count: number, rate: Rate, now: number): TokenBucket => {
  const gained = (Math.max(0, now - bucket.at) * rate.perSecond) / 1000
  return { tokens: Math.min(rate.burst, bucket.tokens + gained) - count, at: now }
}

/** Until the bucket has paid back what was spent in advance, in milliseconds. */
export const debtMillis = ({ tokens }: TokenBucket, { perSecond }: Rate): number =>
  tokens >= 0 ? 0 : Math.ceil((-tokens * 1000) / perSecond)
