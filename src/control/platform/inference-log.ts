import { type InferenceLogSetting, noInferenceLog } from '../../domain/inference-log.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit, Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'

type Deps = Pick<ControlDeps, 'store' | 'clock' | 'kick'> & { readonly audit: Audit }

/** Mode `none` where nothing was set. */
export const getInferenceLog =
  ({ store }: Pick<Deps, 'store'>) =>
  async (caller: Caller, deploymentId: string): Promise<InferenceLogSetting> => {
    await findDeployment({ store }, caller, deploymentId)
    return (await store.inferenceLogs.get(deploymentId)) ?? noInferenceLog
  }

/** Every gateway has been told when it returns. */
export const setInferenceLog =
  ({ store, clock, kick, audit }: Deps) =>
  async (caller: Caller, deploymentId: string, setting: InferenceLogSetting): Promise<InferenceLogSetting> => {
    const { id } = await findDeployment({ store }, caller, deploymentId)
    await store.inferenceLogs.put(id, setting, clock.now())
    const { mode, sampling, sink } = setting
    audit('inference log set', { deploymentId, mode, sampling, sink: sink.kind, by: caller.principal.id })
    await kick(id)
    return setting
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
