import { usualHintRules } from '../decide/hints.ts'
import type { Clock } from '../domain/clock.ts'
import type { NewEvent } from '../domain/events.ts'
import { type Hourly, makeHourly } from '../domain/hourly.ts'
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

/** Tells of what is worth a hint; of the same thing once a day. */
export const makeHintWatch = (deps: HintWatchDeps): Hourly =>
  makeHourly(
    deps.clock,
    firstMs,
    async () => {
      const today = new Date(deps.clock.now()).toISOString().slice(0, 10)
      for (const hint of await readHints(deps)(everything, usualHintRules)) await deps.notify(eventOf(hint, today))
    },
    (error) => deps.log.error({ err: error }, 'hints could not be looked for; trying again in an hour'),
  )

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
