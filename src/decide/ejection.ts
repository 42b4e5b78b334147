export type EjectionPolicy = {
  /** Failures one after the other that make an outlier. */
  readonly failures: number
  /** For how long it is out the first time; doubles each time after. */
  readonly firstMs: number
  readonly longestMs: number
  /** Of a route's targets, the share that may be out at one time; of two or more, one always may. */
  readonly mostShare: number
  /** How long a probe may take before another is made. */
  readonly probeMs: number
}

/** How a provider's account at one address has done lately. Times are epoch ms. */
export type Health = {
  /** One after the other, until now. */
  readonly failures: number
  /** Times it was out, one soon after the other. */
  readonly ejections: number
  /** 0: it is in. Past: half open, one call at a time may find out. */
  readonly outUntil: number
  /** Until then a probe is under way. */
  readonly probeUntil: number
  /** When it last came in again. */
  readonly backAt: number
}

export const healthy: Health = { failures: 0, ejections: 0, outUntil: 0, probeUntil: 0, backAt: Number.NEGATIVE_INFINITY }

/** Whatever it was: who answers is in. */
export const afterSuccess = (health: Health, now: number): Health =>
  health.failures === 0 && health.outUntil === 0
    ? health
    : { ...health, failures: 0, outUntil: 0, probeUntil: 0, backAt: health.outUntil === 0 ? health.backAt : now }

/** What fails while it is out says nothing new; what fails half open is out again, for longer. */
export function afterFailure(policy: EjectionPolicy, health: Health, now: number): Health {
  if (now < health.outUntil) return health
  const failures = health.failures + 1
  if (health.outUntil === 0 && failures < policy.failures) return { ...health, failures }
  // Who has done well for long begins anew.
  const again = health.outUntil > 0 || now - health.backAt < policy.longestMs
  const ejections = again ? health.ejections + 1 : 1
  const outMs = Math.min(policy.longestMs, policy.firstMs * 2 ** (ejections - 1))
  return { failures, ejections, outUntil: now + outMs, probeUntil: 0, backAt: health.backAt }
}

/** Neither good nor bad, such as a caller who left: another probe may be made. */
export const afterNothing = (health: Health): Health => (health.probeUntil === 0 ? health : { ...health, probeUntil: 0 })

/** A call goes there now. */
export const afterChoice = (policy: EjectionPolicy, health: Health, now: number): Health =>
  health.outUntil > 0 && now >= health.outUntil ? { ...health, probeUntil: now + policy.probeMs } : health

export const isOut = (health: Health, now: number): boolean => now < health.outUntil || now < health.probeUntil

/**
 * Which of a route's targets are passed over, in their order. Never all of them: of those that are out, the ones that are so
 * for longest stay out, as many as the share allows.
 */
export function passedOver(policy: EjectionPolicy, healths: readonly Health[], now: number): boolean[] {
  const most = healths.length < 2 ? 0 : Math.min(healths.length - 1, Math.max(1, Math.floor(healths.length * policy.mostShare)))
  const out = [...healths.keys()].filter((at) => isOut(healths[at] ?? healthy, now))
  out.sort((one, other) => (healths[other]?.outUntil ?? 0) - (healths[one]?.outUntil ?? 0))
  const kept = new Set(out.slice(0, most))
  return healths.map((_, at) => kept.has(at))
}
