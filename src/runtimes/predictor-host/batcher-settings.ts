/** How a deployment's calls are put together: the words are KServe's. */
export type BatcherSettings = {
  readonly maxBatchSize: number
  readonly maxLatencyMs: number
  /** For each call, from when it came. */
  readonly timeoutMs: number
  /** Calls that may wait; absent: ten batches, at least 1024. */
  readonly maxQueue?: number
  /** `kserve`: V1 answers carry `message` and `batchId`, as KServe's do. */
  readonly answers: 'plain' | 'kserve'
}

/**
 * Reads `{enabled, maxBatchSize, maxLatency (ms), timeout (s), maxQueue, answers}`; null: not enabled. Throws an `Error` that names
 * what is wrong.
 */
export function readBatcher(value: unknown): BatcherSettings | null {
  if (value === null || value === undefined) return null
  if (typeof value !== 'object' || Array.isArray(value)) throw new Error('batcher: must be an object')
  const given = new Map<string, unknown>(Object.entries(value))
  const unknown = [...given.keys()].find((key) => !known.includes(key))
  if (unknown !== undefined) throw new Error(`batcher.${unknown}: is not known; known are ${known.join(', ')}`)
  const number = (key: string, least: number, most: number, usual: number, isWhole: boolean): number => {
    const number = given.get(key) ?? usual
    const isSound = typeof number === 'number' && number >= least && number <= most && (!isWhole || Number.isInteger(number))
    if (!isSound) throw new Error(`batcher.${key}: must be a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`)
    return number
  }
  const { enabled = true, answers = 'plain' } = Object.fromEntries(given)
  if (typeof enabled !== 'boolean') throw new Error('batcher.enabled: must be true or false')
  if (answers !== 'plain' && answers !== 'kserve') throw new Error('batcher.answers: must be plain or kserve')
  const settings: BatcherSettings = {
    maxBatchSize: number('maxBatchSize', 1, 100_000, 32, true),
    maxLatencyMs: number('maxLatency', 0, 3_600_000, 5_000, false),
    timeoutMs: number('timeout', 0.001, 86_400, 60, false) * 1000,
    ...(given.has('maxQueue') ? { maxQueue: number('maxQueue', 1, 1_000_000, 1024, true) } : {}),
    answers,
  }
  return enabled ? settings : null
}

const known = ['enabled', 'maxBatchSize', 'maxLatency', 'timeout', 'maxQueue', 'answers']
