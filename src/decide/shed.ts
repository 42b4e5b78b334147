/** How hard this process is pressed; 1 is the bound of what we accept. */
export type Strain = {
  /** How late the event loop is, as a share of what may be. */
  readonly delay: number
  /** Memory in use, as a share of what may be. */
  readonly memory: number
}

/**
 * How many calls there may be at once (all tenants together), null: as many as come. Pressed, it is a fifth less than there
 * are, or than there might be, each time it is asked, down to a number that never presses anyone; at ease again it grows, and goes when there is far less to do than it allows.
 */
export function nextCeiling(ceiling: number | null, strain: Strain, load: number): number | null {
  const pressed = Math.max(strain.delay, strain.memory)
  if (pressed > 1) return Math.max(leastCeiling, Math.floor(Math.min(ceiling ?? load, load) * 0.8))
  if (ceiling === null || pressed > atEase) return ceiling
  const next = Math.ceil(ceiling * 1.25) + 1
  return next >= load * 2 ? null : next
}

/**
 * The most that any one tenant may have so that all together have no more than `ceiling`: who has less than an equal share
 * keeps all of it, and the heaviest give up first. At least 1.
 */
export function fairCap(loads: readonly number[], ceiling: number): number {
  let rest = ceiling
  const ascending = [...loads].sort((one, other) => one - other)
  for (const [at, load] of ascending.entries()) {
    const share = rest / (ascending.length - at)
    if (load > share) return Math.max(1, Math.floor(share))
    rest -= load
  }
  return Math.max(1, Math.floor(ceiling))
}

/** Whether a tenant may put one more call into queues that hold `all` (its own `own` among them): there is always room for who has few. */
export const mayQueue = (bound: number, all: number, own: number): boolean => own < bound - all

/** A process that is late with so few calls is late for another reason: a busy machine. Refusing them would help nobody. */
const leastCeiling = 64

const atEase = 0.7
