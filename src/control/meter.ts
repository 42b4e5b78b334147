import { meter, meteredOf } from '../decide/metering.ts'
import type { Clock } from '../domain/clock.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { Instance } from '../domain/instance.ts'
import type { MeteredFacts, Metering } from '../domain/metering.ts'
import { repeatedly } from '../domain/repeatedly.ts'
import { usualType } from '../domain/terms.ts'
import type { Engine } from '../engines/engine.ts'
import type { MeterStep } from '../store/money-store.ts'
import type { Store } from '../store/store.ts'
import { meteredAdditions } from '../usage/metered-sums.ts'
import type { ExecutableRegistry } from './deps.ts'
import { modelOf } from './platform/parameters.ts'
import type { Rates } from './rates.ts'
import { serially } from './serially.ts'

export type MeterDeps = {
  readonly store: Pick<Store, 'metering' | 'deployments' | 'configurations'>
  readonly engine: Pick<Engine, 'observe' | 'onChange'>
  readonly executables: ExecutableRegistry
  readonly rates: Pick<Rates, 'hourly'>
  readonly clock: Clock
  readonly log: { error(fields: object, event: string): void }
}

export type Meter = AsyncDisposable & {
  /** Writes down what ran until now; resolves when it is in the store. */
  run(): Promise<void>
  /** From now on every few seconds, and whenever an instance changes. */
  start(): void
}

/** What is seen to run: `from` of what is new, `until` so far; `over`: it runs no more. Epoch ms. */
type Seen = { readonly from: number; readonly until: number; readonly over: boolean; readonly facts: MeteredFacts | null }

const everyMs = 15_000
const minute = 60_000

/**
 * Meters instances by the time they run and provisioned units by the minute, used or not. What is written says until when, so
 * nothing is written twice; of what ended unseen, what was seen last counts.
 */
export function makeMeter(deps: MeterDeps): Meter {
  const { store, engine, clock, rates, log } = deps
  const ended = new AbortController()
  let running: Promise<void> | null = null

  const step = async (subject: string, before: Metering | null, seen: Seen): Promise<void> => {
    const facts = seen.facts ?? before?.facts
    if (!facts) return
    const from = before ? before.until : Math.max(seen.from, (await store.metering.lastOf(subject)) ?? 0)
    if (before ? before.over || (seen.until <= from && !seen.over) : seen.until <= from) return
    const start: Metering = before ?? { subject, startedAt: from, until: from, facts, rate: null, over: false }
    const { grown, begun, after } = meter(start, facts, Math.max(from, seen.until), seen.over, rates.hourly)
    await write(before, after, grown, begun)
  }

  const write = async (
    before: Metering | null,
    after: Metering | null,
    grown: ReturnType<typeof meter>['grown'],
    begun: MeterStep['begun'],
  ): Promise<void> => {
    const row = grown && meteredOf(grown.span, grown.facts, grown.rate)
    const added = [
      ...(row ? meteredAdditions(row, before?.until ?? row.startedAt) : []),
      ...begun.flatMap((each) => meteredAdditions(each, each.startedAt)),
    ]
    await store.metering.apply({ before, after, grown: row, begun, added })
  }

  const pass = async (): Promise<void> => {
    const now = clock.now()
    const seen = new Map<string, Seen>()
    const provisioned = (await store.deployments.withTerms()).filter(
      ({ terms }) => terms?.type === 'provisioned' && terms.capacity !== null,
    )
    for (const deployment of provisioned) seen.set(`units:${deployment.id}`, await unitsOf(deployment, now))
    for (const instance of await engine.observe()) seen.set(instance.id, await timeOf(instance, now))
    const known = new Map((await store.metering.list()).map((each) => [each.subject, each]))
    for (const [subject, each] of seen) await step(subject, known.get(subject) ?? null, each)
    for (const [subject, before] of known) if (!seen.has(subject)) await forget(before)
  }

  /** The minute in which units went was theirs yet. */
  const forget = async (before: Metering): Promise<void> => {
    const { facts, over, until } = before
    if (over || facts.kind === 'instance') return write(before, null, null, [])
    const { grown, begun } = meter(before, facts, until + minute, true, rates.hourly)
    await write(before, null, grown, begun)
  }

  const unitsOf = async (deployment: Deployment, now: number): Promise<Seen> => {
    const over = deployment.targetStatus === 'DELETED'
    const before = (await store.metering.list()).find(({ subject }) => subject === `units:${deployment.id}`)
    const changed = before && before.facts.units !== deployment.terms?.capacity ? deployment.modifiedAt : now
    if (before && changed < now && floor(changed) > before.until) {
      // Until the minute in which its capacity changed it had the one before.
      await step(before.subject, before, { from: 0, until: floor(changed), over: false, facts: before.facts })
    }
    const until = over ? floor(deployment.modifiedAt + minute - 1) : floor(now)
    return { from: floor(deployment.createdAt), until, over, facts: await factsOf(deployment, 'unit', null) }
  }

  const timeOf = async (instance: Instance, now: number): Promise<Seen> => {
    const deployment = await store.deployments.byId(instance.deploymentId)
    return {
      from: instance.startedAt,
      until: instance.exit?.at ?? now,
      over: instance.exit !== null,
      facts: deployment && (await factsOf(deployment, 'instance', instance.resources?.plan ?? null)),
    }
  }

  const factsOf = async (
    deployment: Deployment,
    kind: MeteredFacts['kind'],
    instanceType: string | null,
  ): Promise<MeteredFacts | null> => {
    const [configuration] = await store.configurations.byIds([deployment.configurationId])
    if (!configuration) return null
    const executable = deps.executables.find(configuration.executableId, configuration.id)
    return {
      kind,
      resourceGroup: deployment.resourceGroup,
      deploymentId: deployment.id,
      deploymentName: deployment.name,
      executableId: configuration.executableId,
      model: modelOf(executable, configuration)?.name ?? null,
      version: deployment.modelVersion,
      deploymentType: deployment.terms?.type ?? usualType(kind === 'instance'),
      residency: deployment.terms?.residency ?? null,
      instanceType,
      units: kind === 'unit' ? (deployment.terms?.capacity ?? 0) : 1,
    }
  }

  const turns = serially(pass, (_, error) => log.error({ err: error }, 'what ran could not be written down; trying again'))
  const run = (): Promise<void> => turns.kick('all')
  let unsubscribe = (): void => {}

  return {
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

const floor = (at: number): number => at - (at % minute)
