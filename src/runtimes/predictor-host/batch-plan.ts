/** What a batcher may do; times in milliseconds. */
export type BatchPolicy = {
  /** Rows of one batch at most. */
  readonly maxBatchSize: number
  /** A call should be answered so long after it came: batches are made no longer than that allows. */
  readonly maxLatencyMs: number
}

/** Calls that may share a batch, in the order in which they came. */
export type Line = {
  readonly group: string
  /** Rows of each, none above the batch size. */
  readonly rows: readonly number[]
  /** When the first of them came. */
  readonly since: number
}

export type BatchFacts = {
  readonly now: number
  /** Batches and single calls that the backend has. */
  readonly inFlight: number
  /** How many it may have at once; the last of them is one that lies ready for it. */
  readonly places: number
  /** Milliseconds that a batch of so many rows will take; null: nothing is known yet. */
  readonly estimate: (rows: number) => number | null
}

/** The first `calls` of the group go as one batch; or nothing goes, and a look is due at `lookAt` even if nothing happens. */
export type BatchPlan =
  | { readonly go: true; readonly group: string; readonly calls: number }
  | { readonly go: false; readonly lookAt: number | null }

/**
 * Batches while the backend is busy: an idle one gets at once what is there, and what comes meanwhile makes the next batch. A busy one
 * that takes several gets another when that is full, or has waited for as long as a call may take. The oldest call is always in the
 * next batch, so none starves. Pure.
 */
export function nextBatch(policy: BatchPolicy, lines: readonly Line[], facts: BatchFacts): BatchPlan {
  const waiting = lines.filter((each) => each.rows.length > 0)
  if (waiting.length === 0 || facts.inFlight >= facts.places) return { go: false, lookAt: null }
  const due = facts.inFlight === 0 ? waiting : waiting.filter((each) => isFull(policy, each) || isLate(policy, each, facts.now))
  const oldest = first(due)
  if (!oldest) return { go: false, lookAt: (first(waiting)?.since ?? facts.now) + policy.maxLatencyMs }
  return { go: true, group: oldest.group, calls: callsIn(oldest, sizeFor(policy, oldest, facts)) }
}

const first = (lines: readonly Line[]): Line | undefined =>
  lines.reduce<Line | undefined>((oldest, each) => (oldest && oldest.since <= each.since ? oldest : each), undefined)

const isLate = ({ maxLatencyMs }: BatchPolicy, { since }: Line, now: number): boolean => now - since >= maxLatencyMs

function isFull({ maxBatchSize }: BatchPolicy, { rows }: Line): boolean {
  let sum = 0
  for (const each of rows) {
    sum += each
    if (sum >= maxBatchSize) return true
  }
  return false
}

/**
 * Rows that the oldest call can be in one batch with and still be in time. Where it is late whatever we do, the whole batch size:
 * that clears the line soonest.
 */
function sizeFor({ maxBatchSize, maxLatencyMs }: BatchPolicy, { rows, since }: Line, { now, estimate }: BatchFacts): number {
  const left = maxLatencyMs - (now - since)
  const inTime = (size: number): boolean => (estimate(size) ?? 0) <= left
  if (inTime(maxBatchSize) || !inTime(rows[0] ?? 1)) return maxBatchSize
  let fits = rows[0] ?? 1
  let tooMany = maxBatchSize
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2)
    if (inTime(middle)) fits = middle
    else tooMany = middle
  }
  return fits
}

/** The first always goes, so that there is an end to waiting. */
function callsIn({ rows }: Line, size: number): number {
  let sum = 0
  for (const [index, each] of rows.entries()) {
    sum += each
    if (sum > size) return Math.max(1, index)
  }
  return rows.length
}
