import { Failure } from '../../domain/failure.ts'
import type { Rollout, RolloutStep, RolloutStrategy } from '../../domain/rollout.ts'

/** What is asked of a rollout; what is absent stays as it is, or is as usual. */
export type RolloutAsked = {
  readonly strategy?: RolloutStrategy
  readonly percent?: number
  readonly header?: { readonly name: string; readonly value?: string | undefined; readonly other?: string } | null
  /** true: by the caller's credential. */
  readonly sticky?: boolean | { readonly header: string }
  readonly steps?: readonly RolloutStep[]
  readonly failOn?: Partial<Rollout['failOn']>
}

export type RolloutPlan = Pick<Rollout, 'strategy' | 'percent' | 'header' | 'sticky' | 'steps' | 'at' | 'failOn'>

export const mostSteps = 20
export const mostStepMinutes = 10_080
/** Of the calls, that copies are made of where nothing is compared. */
export const mostMirrored = 50

const usual: Rollout['failOn'] = { errorPercent: 5, minCalls: 20, deaths: 1 }

/** How the rollout is to be from now on; throws `Failure('invalid')` naming what is wrong. `before` null: it begins. */
export function readRollout(before: Rollout | null, asked: RolloutAsked): RolloutPlan {
  const strategy = asked.strategy ?? before?.strategy ?? 'canary'
  const same = before?.strategy === strategy ? before : null
  if (strategy !== 'canary') {
    for (const field of ['header', 'sticky', 'steps'] as const)
      if (asked[field] !== undefined && asked[field] !== null && asked[field] !== false)
        refuse(`means nothing where the strategy is ${strategy}: callers get answers of the configuration before alone`, field)
  }
  if (asked.percent !== undefined && asked.steps !== undefined)
    refuse('give either percent or steps: the first of the steps says where it begins', 'percent')
  const steps = stepsOf(asked, same)
  const at = asked.steps === undefined && steps.length > 0 ? (same?.at ?? 0) : 0
  const percent = asked.percent ?? steps[at]?.percent ?? same?.percent
  if (percent === undefined) refuse('must say which share of the calls the new configuration gets, as a whole number', 'percent')
  const most = strategy === 'mirror' ? mostMirrored : 100
  if (!Number.isInteger(percent) || percent < 0 || percent > most)
    refuse(`must be a whole number from 0 to ${most} where the strategy is ${strategy}`, 'percent')
  const header = asked.header === undefined ? (same?.header ?? null) : headerOf(asked.header)
  return {
    strategy,
    percent,
    header,
    sticky: asked.sticky === undefined ? (same?.sticky ?? null) : stickyOf(asked.sticky),
    steps: [...steps],
    at,
    failOn: { ...(before?.failOn ?? usual), ...asked.failOn },
  }
}

/** A share that somebody chose by hand stays until the next word. */
function stepsOf({ steps, percent }: RolloutAsked, before: Rollout | null): readonly RolloutStep[] {
  if (steps === undefined) return percent === undefined ? (before?.steps ?? []) : []
  if (steps.length > mostSteps) refuse(`may be at most ${mostSteps}`, 'steps')
  for (const [at, step] of steps.entries()) {
    const where = `steps[${at}]`
    if (!Number.isInteger(step.percent) || step.percent < 0 || step.percent > 100)
      refuse('percent must be a whole number from 0 to 100', where)
    if (!(step.minutes >= 0 && step.minutes <= mostStepMinutes)) refuse(`minutes must be from 0 to ${mostStepMinutes}`, where)
    const last = steps[at - 1]
    if (last && step.percent <= last.percent)
      refuse(`percent must be more than that of the step before, which is ${last.percent}`, where)
  }
  return steps
}

const headerName = /^[a-z0-9-]{1,64}$/

/** Never handed on, never compared: they say who is calling. */
const secret = new Set(['authorization', 'api-key', 'x-api-key', 'x-goog-api-key', 'cookie', 'ocp-apim-subscription-key'])

function headerOf(header: RolloutAsked['header']): Rollout['header'] {
  if (!header) return null
  const { value = 'true', other } = header
  if (value.trim() !== value || value === '' || value.length > 256)
    refuse('value must be 1 to 256 characters, without spaces at its ends', 'header')
  return { name: nameOf(header.name, 'header'), value, ...(other === undefined ? {} : { other }) }
}

function stickyOf(sticky: NonNullable<RolloutAsked['sticky']>): Rollout['sticky'] {
  if (sticky === false) return null
  return { header: sticky === true ? null : nameOf(sticky.header, 'sticky') }
}

function nameOf(name: string, field: string): string {
  const lower = name.toLowerCase()
  if (!headerName.test(lower)) refuse('the name of the header must be 1 to 64 letters, digits or "-"', field)
  if (secret.has(lower)) refuse(`header "${lower}" is a credential; for the same side for a caller, send "sticky": true`, field)
  return lower
}

function refuse(trouble: string, field: string): never {
  throw new Failure('invalid', `rollout.${field}: ${trouble}`, { target: `rollout.${field}` })
}
