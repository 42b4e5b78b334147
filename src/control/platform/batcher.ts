import { type BatcherSetting, noBatcher } from '../../domain/batcher.ts'
import { Failure } from '../../domain/failure.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit, Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'

type Deps = Pick<ControlDeps, 'store' | 'executables' | 'clock' | 'kick'> & { readonly audit: Audit }

/** Not enabled where nothing was set. */
export const getBatcher =
  ({ store }: Pick<Deps, 'store'>) =>
  async (caller: Caller, deploymentId: string): Promise<BatcherSetting> => {
    const { id } = await findDeployment({ store }, caller, deploymentId)
    return (await store.batchers.get(id)) ?? noBatcher
  }

/** Instances that run have been told when it returns; none is started again for it. */
export const setBatcher =
  ({ store, executables, clock, kick, audit }: Deps) =>
  async (caller: Caller, deploymentId: string, setting: BatcherSetting): Promise<BatcherSetting> => {
    const { id, configurationId } = await findDeployment({ store }, caller, deploymentId)
    const [configuration] = await store.configurations.byIds([configurationId])
    const executable = executables.find(configuration?.executableId ?? '', configuration?.id)
    if (setting.enabled && executable && !executable.batches) {
      const able = executables.list().filter((each) => each.batches)
      throw new Failure(
        'invalid',
        `calls of executable ${executable.id} cannot be batched here; those of ${able.map((each) => each.id).join(', ')} can`,
        { target: 'enabled' },
      )
    }
    await store.batchers.put(id, setting, clock.now())
    audit('batcher set', { deploymentId: id, ...setting, by: caller.principal.id })
    await kick(id)
    return setting
  }

/** Asking again changes nothing. */
export const removeBatcher =
  ({ store, kick, audit }: Pick<Deps, 'store' | 'kick' | 'audit'>) =>
  async (caller: Caller, deploymentId: string): Promise<void> => {
    const { id } = await findDeployment({ store }, caller, deploymentId)
    if (!(await store.batchers.remove(id))) return
    audit('batcher removed', { deploymentId: id, by: caller.principal.id })
    await kick(id)
  }
