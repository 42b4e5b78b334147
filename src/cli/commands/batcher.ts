import type { Batcher } from '../../client/inference-log-types.ts'
import { numberIn } from '../number-in.ts'
import type { Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { findDeployment } from './find-deployment.ts'

export type BatcherOptions = {
  readonly off?: boolean
  readonly maxBatchSize?: string
  readonly maxLatency?: string
  readonly timeout?: string
  readonly maxQueue?: string
  readonly answers?: string
}

const shape: Shape<Batcher> = {
  columns: {
    ENABLED: (each) => (each.enabled ? 'yes' : 'no'),
    'MAX BATCH SIZE': (each) => each.maxBatchSize,
    'MAX LATENCY MS': (each) => each.maxLatency,
    'TIMEOUT S': (each) => each.timeout,
    'MAX QUEUE': (each) => each.maxQueue ?? 'usual',
    ANSWERS: (each) => each.answers,
  },
  name: (each) => (each.enabled ? 'on' : 'off'),
}

export async function getBatcher(session: Session, named: string): Promise<void> {
  const { id } = await findDeployment(session, named)
  await session.output.one(shape, await session.client.batcher.get(id))
}

/** What is not said stays as it is. */
export async function setBatcher(session: Session, named: string, options: BatcherOptions): Promise<void> {
  const { client, output } = session
  const { id } = await findDeployment(session, named)
  const before = await client.batcher.get(id)
  const { off, maxBatchSize, maxLatency, timeout, maxQueue, answers } = options
  const batcher = await client.batcher.set(id, {
    ...before,
    enabled: off !== true,
    ...(maxBatchSize === undefined ? {} : { maxBatchSize: numberIn(maxBatchSize, '--max-batch-size') }),
    ...(maxLatency === undefined ? {} : { maxLatency: numberIn(maxLatency, '--max-latency') }),
    ...(timeout === undefined ? {} : { timeout: numberIn(timeout, '--timeout') }),
    ...(maxQueue === undefined ? {} : { maxQueue: numberIn(maxQueue, '--max-queue') }),
    ...(answers === undefined ? {} : { answers }),
  })
  await output.one(shape, batcher)
}

export async function removeBatcher(session: Session, named: string): Promise<void> {
  const { id } = await findDeployment(session, named)
  await session.client.batcher.remove(id)
  session.say(`calls of ${named} are batched no more`)
}
