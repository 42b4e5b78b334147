import { usualHintRules } from '../decide/hints.ts'
import type { Clock } from '../domain/clock.ts'
import type { NewEvent } from '../domain/events.ts'
import { toDecimal } from '../domain/money.ts'
import type { Principal } from '../domain/principal.ts'
import type { Notify } from './events.ts'
import { type Hint, readHints } from './platform/hints.ts'
import type { UsageDeps } from './platform/usage.ts'

export type HintWatchDeps = UsageDeps & {
  readonly clock: Clock
  readonly notify: Notify
  readonly log: { error(fields: object, event: string): void }
}

export type HintWatch = AsyncDisposable & {
  /** Tells of what is worth a hint now; of the same thing once a day. */
  run(): Promise<void>
  /** Runs every hour from now on, the first time in a few minutes: a start has enough to do. */
  start(): void
}

const hour = 3_600_000
const firstMs = 180_000

/** Who may see all there is. */
const everything: Principal = {
  kind: 'apiKey',
  id: 'hints',
  name: 'hints',
  role: 'viewer',
  resourceGroups: '*',
  deployments: '*',
  expiresAt: null,
}

export function makeHintWatch(deps: HintWatchDeps): HintWatch {
  const { clock, log } = deps
  const ended = new AbortController()
  let running: Promise<void> | null = null

  const run = async (): Promise<void> => {
    const today = new Date(clock.now()).toISOString().slice(0, 10)
    for (const hint of await readHints(deps)(everything, usualHintRules)) await deps.notify(eventOf(hint, today))
  }

  const forever = async (): Promise<void> => {
    for (let waitMs = firstMs; ; waitMs = hour) {
      await clock.sleep(waitMs, ended.signal).catch(() => {}) // aborted: the next line ends it
      if (ended.signal.aborted) return
      await run().catch((error) => log.error({ err: error }, 'hints could not be looked for; trying again in an hour'))
    }
  }

  return {
    run,
    start() {
      running = forever()
    },
    async [Symbol.asyncDispose]() {
      ended.abort()
      await running
    },
  }
}

const eventOf = (hint: Hint, today: string): NewEvent => {
  const { kind, resourceGroup, deploymentId } = hint
  return {
    kind: `hint.${kind}`,
    severity: 'warning',
    resourceGroup,
    deploymentId,
    message: hintInWords(hint),
    data: JSON.parse(JSON.stringify(hint, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))),
    once: `hint ${kind} ${deploymentId} ${today}`,
  }
}

export const hintInWords = (hint: Hint): string => {
  if (hint.kind === 'idle') {
    const spent = hint.costs.map(({ currency, nano }) => `${toDecimal(nano)} ${currency}`).join(' and ')
    const since = new Date(hint.since).toISOString().slice(0, 10)
    return `nobody has called "${hint.deploymentName}" since ${since}, and it has cost ${spent === '' ? 'time of instances' : spent}`
  }
  const [cost, usual] = [toDecimal(hint.cost), toDecimal(hint.usual)]
  return `an hour of "${hint.deploymentName}" cost ${cost} ${hint.currency}; this hour usually costs ${usual} ${hint.currency}`
}
