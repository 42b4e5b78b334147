import { must } from '../conformance/scene.ts'
import type { Json, Platform } from '../platform.ts'

export const change = async (platform: Platform, id: string, body: Json): Promise<void> =>
  void must(202, await platform.call('PATCH', `/v2/lm/deployments/${id}`, body))

/** Waits until the deployment is as claimed, and answers it. */
export async function untilDeployment(platform: Platform, id: string, claim: (deployment: Json) => boolean): Promise<Json> {
  let last: Json
  for (let attempt = 0; attempt < 2_400; attempt += 1) {
    last = must(200, await platform.call('GET', `/v2/lm/deployments/${id}`))
    if (claim(last)) return last
    await platform.clock.sleep(25)
  }
  throw new Error(`deployment ${id} did not become as claimed: ${JSON.stringify(last)}`)
}

/** Waits until its rollout has this status, and answers it. */
export const rolloutOf = async (platform: Platform, id: string, status: string): Promise<Json> =>
  (await untilDeployment(platform, id, ({ rollout }) => rollout?.status === status)).rollout

/** Waits until what was counted of its rollout is as claimed, and answers it. */
export async function untilCounted(platform: Platform, id: string, claim: (report: Json) => boolean): Promise<Json> {
  let last: Json
  for (let attempt = 0; attempt < 2_400; attempt += 1) {
    last = must(200, await platform.call('GET', `/v2/lm/deployments/${id}/rollout`))
    if (claim(last)) return last
    await platform.clock.sleep(25)
  }
  throw new Error(`the rollout of ${id} did not become as claimed: ${JSON.stringify(last)}`)
}
