import type { DeploymentVersion, RolloutAsked, RolloutReport, VersionDiff } from '../../client/rollouts.ts'
import { parseDuration } from '../duration.ts'
import { numberIn, wholeIn } from '../number-in.ts'
import { plain, type Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'
import { findDeployment } from './find-deployment.ts'

export type RolloutOptions = {
  readonly configuration?: string
  readonly strategy?: string
  readonly percent?: string
  readonly header?: string
  readonly sticky?: string | true
  readonly step: readonly string[]
  readonly maxErrors?: string
  readonly minCalls?: string
  readonly note?: string
}
export type RollbackOptions = { readonly to?: string; readonly note?: string }
export type HistoryOptions = { readonly diff?: string }

const report: Shape<RolloutReport> = {
  columns: {
    STATUS: (each) => each.status,
    STRATEGY: (each) => `${each.strategy} ${each.percent} %`,
    VERSION: (each) => each.version,
    CONFIGURATION: (each) => each.configurationId,
    STEPS: ({ steps = [] }) => steps.map(({ percent, minutes }) => `${percent} % for ${minutes} min`).join(', '),
    'IN USE': ({ current }) => sideOf(current),
    NEW: (each) => sideOf(each.new),
    COMPARED: ({ compared }) =>
      compared && `${compared.pairs} pairs: ${compared.sameStatus} of the same status, ${compared.slower} slower`,
    MESSAGE: (each) => each.statusMessage,
    STARTED: (each) => each.startedAt,
  },
  name: (each) => String(each.version),
}

const sideOf = ({ calls, errors, averageMs }: RolloutReport['new']): string =>
  `${calls} calls, ${errors} failed${averageMs === null ? '' : `, ${averageMs} ms on average`}`

const versions: Shape<DeploymentVersion> = {
  columns: {
    VERSION: (each) => each.version,
    STATE: (each) => each.state,
    CONFIGURATION: ({ configurationId, targets }) => targets?.map((each) => each.configurationId).join(', ') ?? configurationId,
    CREATED: (each) => each.createdAt,
    BY: (each) => each.createdByName ?? each.createdBy,
    NOTE: ({ note, withdrawnBecause }) =>
      [note, withdrawnBecause && `rolled back: ${withdrawnBecause}`].filter(Boolean).join('; '),
  },
  name: (each) => String(each.version),
}

const differences: Shape<VersionDiff['differences'][number]> = {
  columns: { FIELD: (each) => each.field, FROM: (each) => each.from, TO: (each) => each.to },
  name: (each) => each.field,
}

/** Without options it says how things are. */
export async function rollout(session: Session, named: string, options: RolloutOptions): Promise<void> {
  const { client, output } = session
  const { configuration, note } = options
  const asked = askedOf(options)
  const { id } = await findDeployment(session, named)
  if (configuration !== undefined || Object.keys(asked).length > 0)
    await client.rollouts.change(id, {
      rollout: asked,
      ...(configuration === undefined ? {} : { configurationId: configuration }),
      ...(note === undefined ? {} : { note }),
    })
  await output.one(report, await client.rollouts.get(id))
}

export async function promote(session: Session, named: string): Promise<void> {
  const { id, name } = await findDeployment(session, named)
  await session.client.rollouts.promote(id)
  session.say(`the new configuration of ${plain(name ?? id)} takes all calls`)
}

export async function rollback(session: Session, named: string, { to, note }: RollbackOptions): Promise<void> {
  const { client, output } = session
  const version = to === undefined ? undefined : wholeIn(to, '--to')
  const { id } = await findDeployment(session, named)
  await client.rollouts.rollback(id, { ...(version === undefined ? {} : { version }), ...(note === undefined ? {} : { note }) })
  await output.list(versions, await client.rollouts.history(id))
}

export async function history(session: Session, named: string, { diff }: HistoryOptions): Promise<void> {
  const { client, output } = session
  const other = diff === undefined ? undefined : wholeIn(diff, '--diff')
  const { id } = await findDeployment(session, named)
  if (other === undefined) return output.list(versions, await client.rollouts.history(id))
  const { differences: resources } = await client.rollouts.diff(id, other)
  await output.list(differences, { count: resources.length, resources })
}

function askedOf(options: RolloutOptions): RolloutAsked {
  const { strategy, percent, header, sticky, step, maxErrors, minCalls } = options
  const failOn = {
    ...(maxErrors === undefined ? {} : { errorPercent: numberIn(maxErrors, '--max-errors') }),
    ...(minCalls === undefined ? {} : { minCalls: wholeIn(minCalls, '--min-calls') }),
  }
  return {
    ...(strategy === undefined ? {} : { strategy }),
    ...(percent === undefined ? {} : { percent: wholeIn(percent, '--percent') }),
    ...(header === undefined ? {} : { header: headerOf(header) }),
    ...(sticky === undefined ? {} : { sticky: sticky === true ? true : { header: sticky } }),
    ...(step.length > 0 ? { steps: step.map(stepOf) } : {}),
    ...(Object.keys(failOn).length > 0 ? { failOn } : {}),
  }
}

/** `<name>` or `<name>=<value>`. */
function headerOf(text: string): NonNullable<RolloutAsked['header']> {
  const [name = '', ...value] = text.split('=')
  return value.length === 0 ? { name } : { name, value: value.join('=') }
}

/** `25=10m`: so much, for so long. */
function stepOf(text: string): { percent: number; minutes: number } {
  const [, percent, duration = ''] = /^(\d+)=(.+)$/.exec(text) ?? []
  if (percent === undefined) throw new UsageError(`--step ${text}: must be <percent>=<duration>, such as 25=10m`)
  return { percent: Number(percent), minutes: parseDuration(duration, '--step') / 60_000 }
}
