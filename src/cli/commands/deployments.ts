import { ApiError } from '../../client/api-error.ts'
import type { Deployment, DeploymentTrial } from '../../client/types.ts'
import { age, parseDuration } from '../duration.ts'
import { exitOf, exits } from '../exit-codes.ts'
import { plain, type Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { Trouble, UsageError } from '../world.ts'
import { type TermsOptions, termsIn } from './asked-terms.ts'
import { awaitStatus } from './await-status.ts'
import { configurationOf, type Template } from './configurations.ts'
import { findDeployment } from './find-deployment.ts'
import { instancesIn } from './scale.ts'
import { showTargets, type TargetOptions, targetsOf } from './targets.ts'

export type WaitOptions = { readonly wait?: boolean; readonly timeout: string }
export type CreateOptions = Template &
  WaitOptions &
  TargetOptions &
  TermsOptions & { readonly configuration?: string; readonly ttl?: string; readonly dryRun?: boolean }
export type UpdateOptions = WaitOptions & TargetOptions & { readonly configuration?: string; readonly single?: boolean }
export type RemoveOptions = { readonly stop?: boolean; readonly timeout: string }
const modelOf = (each: Deployment): string => {
  const model = each.details?.resources?.backendDetails?.model
  const more = (each.targets?.length ?? 1) - 1
  return model ? `${model.name}:${model.version}${more > 0 ? ` +${more}` : ''}` : ''
}

/** `1 of 1`; `1 of 2 to 5` where load decides; nothing of a provider's. */
function showInstances({ scaling, instances }: Deployment): string | undefined {
  const { running, least, most } = instances?.predictor ?? {}
  if (scaling?.predictor || running === undefined) return instancesIn(scaling?.predictor)
  return `${running} of ${least === most ? most : `${least} to ${most}`}`
}

export const inList = (now: number): Shape<Deployment> => ({
  columns: {
    NAME: (each) => each.name ?? each.configurationName,
    ID: (each) => each.id,
    MODEL: modelOf,
    EXECUTABLE: (each) => each.executableId,
    STATUS: (each) => (each.status === each.targetStatus ? each.status : `${each.status} (${each.targetStatus})`),
    AGE: (each) => age(each.createdAt, now),
    TYPE: showType,
    INSTANCES: showInstances,
    VERSION: (each) => each.version ?? 1,
    URL: (each) => each.deploymentUrl,
    MESSAGE: (each) => each.statusMessage,
  },
  wide: ['TYPE', 'INSTANCES', 'VERSION', 'URL'],
  name: (each) => each.name ?? each.id,
})

export const alone: Shape<Deployment> = {
  columns: {
    NAME: (each) => each.name,
    ID: (each) => each.id,
    MODEL: modelOf,
    EXECUTABLE: (each) => each.executableId,
    STATUS: (each) => each.status,
    'TARGET STATUS': (each) => each.targetStatus,
    MESSAGE: (each) => each.statusMessage,
    URL: (each) => each.deploymentUrl,
    CONFIGURATION: (each) => each.configurationId,
    VERSION: (each) => each.version ?? 1,
    ROLLOUT: ({ rollout }) =>
      rollout && `version ${rollout.version}, ${rollout.strategy} ${rollout.percent} %: ${rollout.status}`,
    TARGETS: showTargets,
    INSTANCES: showInstances,
    TYPE: showType,
    'ON HANG-UP': (each) => each.onHangup,
    CREATED: (each) => each.createdAt,
  },
  name: (each) => each.name ?? each.id,
}

const trial: Shape<DeploymentTrial> = {
  columns: {
    EXECUTABLE: (each) => each.executableId,
    MODEL: ({ model, modelVersion }) => model && `${model.name}:${modelVersion ?? model.version}`,
    TYPE: showType,
    CORES: ({ instances }) => instances.predictor?.cores,
    'MEMORY (MB)': ({ instances }) => instances.predictor?.memoryMb,
    GPUS: ({ instances }) => instances.predictor?.gpus,
    NOTICE: ({ notice, waiting }) => (waiting ? 'something that it needs is still on its way' : notice),
  },
  name: (each) => each.executableId,
}

/** `standard 50, paused`; nothing where nothing was said. */
export function showType({
  deploymentType,
  capacity,
  paused,
}: Pick<Deployment, 'deploymentType' | 'capacity' | 'paused'>): string | undefined {
  if (deploymentType === undefined) return undefined
  return `${deploymentType}${capacity ? ` ${capacity}` : ''}${paused ? ', paused' : ''}`
}

export const list = async ({ client, output, world }: Session): Promise<void> =>
  output.list(inList(world.now()), await client.deployments.list())

export const get = async (session: Session, named: string): Promise<void> =>
  session.output.one(alone, await findDeployment(session, named))

export async function create(session: Session, name: string | undefined, options: CreateOptions): Promise<void> {
  const { client, output } = session
  const timeoutMs = parseDuration(options.timeout, '--timeout')
  if (options.configuration && options.executable) throw new UsageError('give either --configuration or --executable, not both')
  const targets = targetsOf(options)
  if (targets.targets && options.executable)
    throw new UsageError('--target names configurations that exist: give --configuration in place of --executable')
  const configurationId = options.configuration ?? targets.targets?.[0]?.configurationId
  if (options.dryRun) {
    if (configurationId !== undefined) throw new UsageError('--dry-run is of what is new: give --executable and its parameters')
    const configuration = await configurationOf(client, name ?? options.model ?? 'deployment', options)
    const asked = {
      ...(name ? { name } : {}),
      ...(options.ttl ? { ttl: options.ttl } : {}),
      ...(await termsIn(session, options)),
    }
    return output.one(trial, await client.deployments.tryCreate({ configuration, ...asked }))
  }
  const { id } = await client.deployments.create({
    ...(configurationId === undefined
      ? { configuration: await configurationOf(client, name ?? options.model ?? 'deployment', options) }
      : { configurationId }),
    ...(name ? { name } : {}),
    ...(options.ttl ? { ttl: options.ttl } : {}),
    ...targets,
    ...(await termsIn(session, options)),
  })
  await output.one(alone, options.wait ? await awaitStatus(session, id, 'RUNNING', timeoutMs) : await client.deployments.get(id))
}

export async function update(session: Session, named: string, options: UpdateOptions): Promise<void> {
  const timeoutMs = parseDuration(options.timeout, '--timeout')
  const { configuration, single } = options
  if (single && options.target.length > 0) throw new UsageError('give either --target or --single, not both')
  const changes = {
    ...(configuration ? { configurationId: configuration } : {}),
    ...targetsOf(options),
    ...(single ? { targets: null } : {}),
  }
  if (Object.keys(changes).length === 0)
    throw new UsageError('say what is to change: --configuration, --target, --single, --strategy or --on-hangup')
  const { id } = await findDeployment(session, named)
  await session.client.deployments.change(id, changes)
  const { client, output } = session
  await output.one(alone, options.wait ? await awaitStatus(session, id, 'RUNNING', timeoutMs) : await client.deployments.get(id))
}

export const stop = (session: Session, named: string, options: WaitOptions): Promise<void> =>
  change(session, named, 'STOPPED', options)
export const start = (session: Session, named: string, options: WaitOptions): Promise<void> =>
  change(session, named, 'RUNNING', options)

async function change(session: Session, named: string, targetStatus: 'RUNNING' | 'STOPPED', options: WaitOptions): Promise<void> {
  const timeoutMs = parseDuration(options.timeout, '--timeout')
  const { id } = await findDeployment(session, named)
  await session.client.deployments.change(id, { targetStatus })
  await session.output.one(
    alone,
    options.wait ? await awaitStatus(session, id, targetStatus, timeoutMs) : await session.client.deployments.get(id),
  )
}

export async function remove(session: Session, named: string, options: RemoveOptions): Promise<void> {
  const timeoutMs = parseDuration(options.timeout, '--timeout')
  const { id, status, name } = await findDeployment(session, named)
  if (options.stop && (status === 'RUNNING' || status === 'PENDING')) {
    await session.client.deployments.change(id, { targetStatus: 'STOPPED' })
    await awaitStatus(session, id, 'STOPPED', timeoutMs)
  }
  await session.client.deployments.remove(id).catch((error) => {
    if (!(error instanceof ApiError) || exitOf(error.status) !== exits.conflict || options.stop) throw error
    const next = `lectern deployments rm ${plain(name ?? id)} --stop`
    throw new Trouble(`${plain(name ?? id)} is ${status}: only what is stopped can be deleted`, {
      ...{ cause: error, exitCode: exits.conflict, next },
    })
  })
  session.say(`deletion of ${plain(name ?? id)} is under way`)
}

/** JSON, whatever `-o` says: it is made for other programs. */
export async function openapi(session: Session, named: string): Promise<void> {
  const { id } = await findDeployment(session, named)
  session.world.stdout.write(`${JSON.stringify(await session.client.deployments.openapi(id), null, 2)}\n`)
}
