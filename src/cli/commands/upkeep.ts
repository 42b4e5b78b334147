import type { DryRun, DryRunSum, NewNotificationTarget, NotificationTarget, Retirement } from '../../client/upkeep.ts'
import { wholeIn } from '../number-in.ts'
import type { Shape } from '../output.ts'
import { type SecretOptions, secretText } from '../secret-text.ts'
import type { Session } from '../session.ts'
import { Unsuccessful, UsageError } from '../world.ts'
import { findDeployment } from './find-deployment.ts'
import { patiently } from './patiently.ts'

export type DryRunOptions = {
  readonly modelVersion?: string
  readonly configuration?: string
  readonly calls?: string
  readonly wait: boolean
}
export type NotifyOptions = SecretOptions & { readonly inGroup?: string; readonly event: readonly string[] }

const retirement: Shape<Retirement> = {
  columns: {
    DEPLOYMENT: ({ deployment }) => deployment.name,
    MODEL: (each) => `${each.model} ${each.modelVersion}`,
    STAGE: (each) => each.lifecycle,
    RETIRES: (each) => each.retirementDate ?? (each.retirementNotBefore === null ? '' : `not before ${each.retirementNotBefore}`),
    POLICY: (each) => each.upgradePolicy,
    NEXT: ({ next }) =>
      next && `${next.at.slice(0, 10)} ${next.action === 'upgrade' ? `goes on to ${next.to}` : 'refuses calls'}`,
    INSTEAD: (each) => each.suggestedReplacements.join(', '),
  },
  name: ({ deployment }) => deployment.name,
}

export const listRetirements = async ({ client, output }: Session): Promise<void> =>
  output.list(retirement, await client.upkeep.retirements())

const run: Shape<DryRun> = {
  columns: {
    RUN: (each) => each.number,
    STATE: (each) => each.state,
    VERSION: (each) => each.modelVersion,
    CALLS: (each) => `${each.done} of ${each.total}`,
    SUCCEEDED: both((side) => side.succeeded),
    'OTHER STATUS': (each) => each.statusChanged,
    'P50 MS': both((side) => side.p50Ms),
    'P95 MS': both((side) => side.p95Ms),
    'TOKENS IN': both((side) => side.inputTokens),
    'TOKENS OUT': both((side) => side.outputTokens),
    COST: both((side) => side.costs.map(({ amount, currency }) => `${amount} ${currency}`).join(' + ')),
    CONFIGURATION: (each) => each.configurationId,
    MESSAGE: (each) => each.message,
  },
  name: (each) => String(each.number),
}

function both(of: (side: DryRunSum) => string | number | null): (each: DryRun) => string {
  return ({ before, after }) => `${of(before) ?? '?'} -> ${of(after) ?? '?'}`
}

const pollMs = 500

/** Begins one and waits for what comes of it. */
export async function dryRun(session: Session, named: string, options: DryRunOptions): Promise<void> {
  const { client, output, say, world } = session
  const { modelVersion, configuration, calls, wait } = options
  if ((modelVersion === undefined) === (configuration === undefined))
    throw new UsageError('give either --model-version or --configuration: what is to be tried')
  const { id } = await findDeployment(session, named)
  let current = await client.upkeep.startDryRun(id, {
    ...(modelVersion === undefined ? {} : { modelVersion }),
    ...(configuration === undefined ? {} : { configurationId: configuration }),
    ...(calls === undefined ? {} : { calls: wholeIn(calls, '--calls') }),
  })
  for (let said = -1; wait && current.state === 'running'; ) {
    if (current.done !== said) say(`${current.done} of ${current.total} calls`)
    said = current.done
    await world.sleep(pollMs, world.interrupted)
    const { number } = current
    current = await patiently(world, () => client.upkeep.dryRun(id, number))
  }
  await output.one(run, current)
  if (current.state === 'failed') throw new Unsuccessful()
}

export async function listDryRuns(session: Session, named: string): Promise<void> {
  const { id } = await findDeployment(session, named)
  await session.output.list(run, await session.client.upkeep.dryRuns(id))
}

const target: Shape<NotificationTarget> = {
  columns: {
    ID: (each) => each.id,
    GROUP: (each) => each.resourceGroup ?? 'all',
    KIND: (each) => each.kind,
    TO: (each) => each.url ?? each.to?.join(', '),
    EVENTS: (each) => each.events.join(', '),
  },
  name: (each) => each.id,
}

export const listTargets = async ({ client, output }: Session): Promise<void> =>
  output.list(target, await client.upkeep.targets())

/** A URL is a webhook's, the rest are addresses of e-mail. */
export async function addTarget(
  { client, output, world }: Session,
  to: readonly string[],
  options: NotifyOptions,
): Promise<void> {
  const { inGroup, event } = options
  const [first = ''] = to
  const isUrl = /^https?:\/\//.test(first)
  if (isUrl && to.length > 1) throw new UsageError('give one URL, or any number of e-mail addresses')
  const secret = await secretText(world, options)
  const asked: NewNotificationTarget = {
    kind: isUrl ? 'webhook' : 'email',
    resourceGroup: inGroup ?? null,
    ...(isUrl ? { url: first } : { to }),
    ...(event.length === 0 ? {} : { events: event }),
    ...(secret === null ? {} : { secret }),
  }
  await output.one(target, await client.upkeep.addTarget(asked))
}

export async function removeTarget({ client, say }: Session, id: string): Promise<void> {
  await client.upkeep.removeTarget(id)
  say(`${id} removed`)
}

export async function testTarget({ client, say }: Session, id: string): Promise<void> {
  await client.upkeep.testTarget(id)
  say('it was taken')
}
