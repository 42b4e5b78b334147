import type { Box as AccessBox } from '../../access/box.ts'
import { Failure } from '../../domain/failure.ts'
import {
  type InferenceLogSetting,
  noInferenceLog,
  type RoutedInferenceLog,
  type StoredInferenceLog,
} from '../../domain/inference-log.ts'
import type { LogSink } from '../../domain/inference-log-sink.ts'
import type { Store } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit, Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'
import { type TopicDeps, withBrokers, withTopic } from './inference-log-topic.ts'
import { keepTopic, mustBeFree } from './kafka-topics.ts'

export type InferenceLogDeps = { readonly box: Pick<AccessBox, 'seal' | 'open'>; readonly topics: TopicDeps }
type Deps = Pick<ControlDeps, 'store' | 'clock' | 'kick'> & InferenceLogDeps & { readonly audit: Audit }

/** Mode `none` where nothing was set. */
export const getInferenceLog =
  ({ store }: Pick<Deps, 'store'>) =>
  async (caller: Caller, deploymentId: string): Promise<InferenceLogSetting> => {
    await findDeployment({ store }, caller, deploymentId)
    const stored = await store.inferenceLogs.get(deploymentId)
    return stored ? shown(stored) : noInferenceLog
  }

/** Every gateway has been told when it returns. */
export const setInferenceLog =
  ({ store, clock, kick, audit, box, topics }: Deps) =>
  async (caller: Caller, deploymentId: string, asked: InferenceLogSetting): Promise<InferenceLogSetting> => {
    const { id, name, resourceGroup } = await findDeployment({ store }, caller, deploymentId)
    const { sink, secret } = withoutSecret(withBrokers(topics, asked.sink))
    const sealedSecret =
      secret === undefined ? keptSecret(await store.inferenceLogs.get(id), sink) : box.seal(secret, contextOf(id))
    const known = secret ?? (sealedSecret === null ? undefined : box.open(sealedSecret, contextOf(id)))
    await mustBeFree({ store, topics }, resourceGroup, sink)
    const told = await withTopic(topics, name, sink, known)
    if (sink.kind === 'kafka' && sink.topic === 'CREATE') await keepTopic({ store, topics, clock }, resourceGroup, told)
    const log: StoredInferenceLog = { setting: { ...asked, sink: told }, sealedSecret }
    await store.inferenceLogs.put(id, log, clock.now())
    const { mode, sampling } = asked
    audit('inference log set', { deploymentId, mode, sampling, sink: sink.kind, by: caller.principal.id })
    await kick(id)
    return shown(log)
  }

/** What was kept stays. Asking again changes nothing. */
export const removeInferenceLog =
  ({ store, kick, audit }: Pick<Deps, 'store' | 'kick' | 'audit'>) =>
  async (caller: Caller, deploymentId: string): Promise<void> => {
    const { id } = await findDeployment({ store }, caller, deploymentId)
    if (!(await store.inferenceLogs.remove(id))) return
    audit('inference log removed', { deploymentId, by: caller.principal.id })
    await kick(id)
  }

export type RouteLogDeps = {
  readonly store: { readonly inferenceLogs: Pick<Store['inferenceLogs'], 'get'> }
  readonly box: Pick<AccessBox, 'open'>
  readonly log: { warn(fields: object, event: string): void }
}

/** What gateways get to know, the secret in the clear. Without the secret that it takes, nothing is sent to the sink. */
export const routedInferenceLog =
  ({ store, box, log }: RouteLogDeps) =>
  async (deploymentId: string): Promise<RoutedInferenceLog | null> => {
    const stored = await store.inferenceLogs.get(deploymentId)
    if (stored?.sealedSecret == null) return stored?.setting ?? null
    try {
      return { ...stored.setting, secret: box.open(stored.sealedSecret, contextOf(deploymentId)) }
    } catch (error) {
      log.warn({ deploymentId, err: error }, 'nothing is kept: the secret of the sink cannot be opened; set it anew')
      return { ...stored.setting, mode: 'none' }
    }
  }

const contextOf = (deploymentId: string): string => `inference-log:${deploymentId}`

const shown = ({ setting, sealedSecret }: StoredInferenceLog): InferenceLogSetting => {
  const { sink } = setting
  if (sink.kind === 'http' && sink.authentication)
    return { ...setting, sink: { ...sink, authentication: { ...sink.authentication, secretSet: sealedSecret !== null } } }
  if (sink.kind === 'kafka' && sink.authentication)
    return { ...setting, sink: { ...sink, authentication: { ...sink.authentication, secretSet: sealedSecret !== null } } }
  return setting
}

function withoutSecret(sink: LogSink): { readonly sink: LogSink; readonly secret?: string } {
  if (sink.kind === 'http' && sink.authentication) {
    const { secret, secretSet: _, ...authentication } = sink.authentication
    return { sink: { ...sink, authentication }, ...(secret === undefined ? {} : { secret }) }
  }
  if (sink.kind === 'kafka' && sink.authentication) {
    const { secret, secretSet: _, ...authentication } = sink.authentication
    return { sink: { ...sink, authentication }, ...(secret === undefined ? {} : { secret }) }
  }
  return { sink }
}

/**
 * The secret that was given before, for the same place and name. Otherwise whoever may change the setting could read the stored
 * secret by having it sent to a server of their own.
 */
function keptSecret(before: StoredInferenceLog | null, sink: LogSink): string | null {
  const place = placeOf(sink)
  if (place === null) return null
  if (before?.sealedSecret && placeOf(before.setting.sink) === place) return before.sealedSecret
  throw new Failure('invalid', 'sink.authentication.secret: must be given, and given again when the sink or its user changes', {
    target: 'sink.authentication.secret',
  })
}

/** null: nothing is proved to it. */
function placeOf(sink: LogSink): string | null {
  if (sink.kind === 'http' && sink.authentication) return JSON.stringify([new URL(sink.url).origin, sink.authentication])
  if (sink.kind === 'kafka' && sink.authentication)
    return JSON.stringify([sink.brokers, sink.tls, sink.ca ?? null, sink.authentication])
  return null
}
