import { spansOf } from '../decide/instance-spans.ts'
import type { Clock } from '../domain/clock.ts'
import type { DeploymentId } from '../domain/ids.ts'
import type { InstanceSpan, SpanPhase } from '../domain/instance-span.ts'
import { repeatedly } from '../domain/repeatedly.ts'
import type { Engine } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'
import { serially } from './serially.ts'

export type TimelineDeps = {
  readonly store: Pick<Store, 'instanceSpans'>
  readonly engine: Pick<Engine, 'observe' | 'onChange'>
  readonly clock: Clock
  readonly log: { error(fields: object, event: string): void }
}

/** Writes down what instances were, and when. */
export type Timeline = AsyncDisposable & {
  /** Why a deployment that is wanted has no instance yet; null: it has, or needs none. */
  waits(id: DeploymentId, why: Waiting | null): void
  /** Looks now; resolves when what was seen is in the store. */
  run(): Promise<void>
  start(): void
}
export type Waiting = { readonly phase: SpanPhase; readonly message: string }

const everyMs = 5_000
/** What only goes on is written down so often. */
const restateMs = 15_000

export function makeTimeline({ store, engine, clock, log }: TimelineDeps): Timeline {
  const ended = new AbortController()
  const waiting = new Map<DeploymentId, Waiting>()
  /** The newest of each instance (or of a deployment that waits for its first), and until when it is in the store. */
  let known: Map<string, { span: InstanceSpan; writtenTo: number }> | null = null
  let running: Promise<void> | null = null

  const load = async (): Promise<NonNullable<typeof known>> =>
    new Map((await store.instanceSpans.goingOn()).map((span) => [keyOf(span), { span, writtenTo: span.to }]))

  const pass = async (): Promise<void> => {
    known ??= await load()
    const all = known
    const now = clock.now()
    const changed: InstanceSpan[] = []
    const seen = new Set<string>()
    const take = (span: InstanceSpan): void => {
      const before = all.get(keyOf(span))
      const isSame = before && before.span.from === span.from && before.span.phase === span.phase && span.goesOn
      const fresh = !isSame || span.to - before.writtenTo >= restateMs || before.span.message !== span.message
      all.set(keyOf(span), { span, writtenTo: fresh ? span.to : before.writtenTo })
      if (fresh) changed.push(span)
    }
    for (const instance of await engine.observe()) {
      seen.add(instance.id)
      for (const span of spansOf(instance, all.get(instance.id)?.span ?? null, now)) take(span)
    }
    for (const [id, why] of waiting) {
      const key = waitingKey(id)
      const before = all.get(key)?.span
      if (before?.phase === why.phase) {
        seen.add(key)
        take({ ...before, message: why.message, to: now })
        continue
      }
      if (before) changed.push({ ...before, to: now, goesOn: false })
      seen.add(key)
      const nobody = { deploymentId: id, instanceId: null, component: 'predictor', revision: '' } as const
      take({ ...nobody, ...why, from: now, to: now, goesOn: true })
    }
    for (const [key, { span }] of all) {
      if (seen.has(key)) continue
      all.delete(key)
      // An instance ended some time after it was last seen; nobody knows when. What waits, ends as it is told.
      if (span.goesOn) changed.push({ ...span, to: span.instanceId === null ? now : span.to, goesOn: false })
    }
    await store.instanceSpans.put(changed)
  }

  const turns = serially(pass, (_, error) => {
    known = null // what was not written is worked out again
    log.error({ err: error }, 'the times of instances could not be written down; trying again')
  })
  const run = (): Promise<void> => turns.kick('all')
  let unsubscribe = (): void => {}

  return {
    waits(id, why) {
      const before = waiting.get(id)
      if (why) waiting.set(id, why)
      else waiting.delete(id)
      if (before?.phase !== why?.phase && running) void run()
    },
    run,
    start() {
      unsubscribe = engine.onChange(() => void run())
      running = repeatedly(clock, everyMs, ended.signal, run)
    },
    async [Symbol.asyncDispose]() {
      unsubscribe()
      ended.abort()
      await running
      await run()
      await turns.idle()
    },
  }
}

const waitingKey = (id: DeploymentId): string => `waits:${id}`
const keyOf = ({ instanceId, deploymentId }: InstanceSpan): string => instanceId ?? waitingKey(deploymentId)
