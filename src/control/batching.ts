import { request } from 'node:http'
import { type BatcherSetting, noBatcher } from '../domain/batcher.ts'
import type { DeploymentId, InstanceId } from '../domain/ids.ts'
import { type Instance, isTransformer } from '../domain/instance.ts'
import type { LaunchPlacement } from '../domain/placement.ts'

/** Keeps instances' batchers as their deployments want them, without starting any of them again. */
export type Batching = {
  /** A new instance knows from its first call on. */
  starting(id: DeploymentId, placement: LaunchPlacement): Promise<LaunchPlacement>
  /** Tells those that do not know yet; false: one could not be told, and should be again. */
  tell(id: DeploymentId, instances: readonly Instance[]): Promise<boolean>
}

export type BatchingDeps = {
  readonly settingOf: (id: DeploymentId) => Promise<BatcherSetting | null>
  readonly log: { warn(fields: object, event: string): void }
}

const answerMs = 2_000

export function makeBatching({ settingOf, log }: BatchingDeps): Batching {
  /** What each instance was told last, by this process. */
  const told = new Map<InstanceId, string>()

  const tellOne = async ({ id, deploymentId }: Instance, door: string, text: string): Promise<boolean> => {
    if (told.get(id) === text) return true
    try {
      await put(door, text)
      told.set(id, text)
      return true
    } catch (error) {
      log.warn({ deploymentId, instanceId: id, err: error }, 'an instance could not be told of its batcher')
      return false
    }
  }

  return {
    async starting(id, placement) {
      const setting = placement.settingsDoor === undefined ? null : await settingOf(id)
      if (!setting?.enabled) return placement
      return { ...placement, command: [...placement.command, '--batcher', JSON.stringify(setting)] }
    },
    async tell(id, instances) {
      const ready = instances.filter((each) => each.phase === 'ready' && !isTransformer(each))
      const doors = ready.flatMap((each) => (each.settingsDoor === undefined ? [] : [{ each, door: each.settingsDoor }]))
      for (const { id: instanceId, phase } of instances) if (phase === 'exited') told.delete(instanceId)
      if (doors.length === 0) return true
      const text = JSON.stringify((await settingOf(id)) ?? noBatcher)
      const done = await Promise.all(doors.map(({ each, door }) => tellOne(each, door, text)))
      return done.every(Boolean)
    },
  }
}

const put = (socketPath: string, body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const asked = request({ socketPath, path: '/batcher', method: 'PUT', headers, agent: false }, (answer) => {
      answer.resume()
      answer.once('close', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`the instance answered ${answer.statusCode}`)),
      )
    })
    asked.setTimeout(answerMs, () => asked.destroy(new Error(`no answer within ${answerMs} ms`)))
    asked.once('error', reject)
    asked.end(body)
  })
