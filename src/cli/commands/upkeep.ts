import type { DryRun, DryRunSum, NewNotificationTarget, NotificationTarget, Retirement } from '../../client/upkeep.ts'
import { wholeIn } from '../number-in.ts'
import type { Shape } from '../output.ts'
import { makeProgress } from '../progress.ts'
import { type SecretOptions, secretText } from '../secret-text.ts'
import type { Session } from '../session.ts'
import { watching } from '../watching.ts'
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
  const { client, output, world } = session
  const { modelVersion, configuration, calls, wait } = options
  if ((modelVersion === undefined) === (configuration === undefined))
    throw new UsageError('give either --model-version or --configuration: what is to be tried')
  const { id } = await findDeployment(session, named)
  let current = await client.upkeep.startDryRun(id, {
    ...(modelVersion === undefined ? {} : { modelVersion }),
    ...(configuration === undefined ? {} : { configurationId: configuration }),
    ...(calls === undefined ? {} : { calls: wholeIn(calls, '--calls') }),
  })
  const show = makeProgress(session, named)
  if (wait)
    await watching(world, `lectern deployments dry-runs ${named}`, async () => {
      while (current.state === 'running') {
        show.show({ phase: current.state, done: current.done, total: current.total, unit: 'calls' })
        await world.sleep(pollMs, world.interrupted)
        const { number } = current
        current = await patiently(world, () => client.upkeep.dryRun(id, number))
      }
    })
  show.end()
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
  const told = await toldIn(world, to, options)
  const asked: NewNotificationTarget = {
    kind: 'url' in told ? 'webhook' : 'email',
    resourceGroup: options.inGroup ?? null,
    ...told,
  }
  await output.one(target, await client.upkeep.addTarget(asked))
}

/** What is not said stays as it is. */
export async function setTarget(
  { client, output, world }: Session,
  id: string,
  to: readonly string[],
  options: NotifyOptions,
): Promise<void> {
  await output.one(target, await client.upkeep.changeTarget(id, await toldIn(world, to, options)))
}

async function toldIn(world: Session['world'], to: readonly string[], options: NotifyOptions) {
  const [first] = to
  const isUrl = first !== undefined && /^https?:\/\//.test(first)
  if (isUrl && to.length > 1) throw new UsageError('give one URL, or any number of e-mail addresses')
  const secret = await secretText(world, options)
  return {
    ...(isUrl ? { url: first } : first === undefined ? {} : { to }),
    ...(options.event.length === 0 ? {} : { events: options.event }),
    ...(secret === null ? {} : { secret }),
  }
}

export async function removeTarget({ client, say }: Session, id: string): Promise<void> {
  await client.upkeep.removeTarget(id)
  say(`${id} removed`)
}

export async function testTarget({ client, say }: Session, id: string): Promise<void> {
  await client.upkeep.testTarget(id)
  say('it was taken')
}
