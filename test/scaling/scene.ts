import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Json, type Platform, startPlatform } from '../platform.ts'
import { systemPython } from '../python-environment.ts'

/** Answers who it is; `{"sleep": 0.2}` first takes so long, several calls at a time. */
export const who = `
import asyncio, os
class Predict:
    async def predict(self, inputs):
        await asyncio.sleep(inputs[0].get("sleep", 0))
        return [os.getppid()]
`

export type Scene = AsyncDisposable & {
  readonly platform: Platform
  /** A deployment of the script that runs; with the given parameters and scaling. */
  deploy(name: string, options?: { script?: string; parameters?: Record<string, string>; scaling?: object }): Promise<string>
  configure(name: string, script: string, parameters?: Record<string, string>): Promise<string>
  get(id: string): Promise<Json>
  patch(id: string, body: object): Promise<void>
  predict(id: string, input?: object, signal?: AbortSignal): Promise<{ status: number; body: Json; headers: Headers }>
  /** Waits until it has no instance at all. */
  untilAtZero(id: string): Promise<Json>
  /** Waits until the deployment is as claimed, and answers it. */
  untilSeen(id: string, claim: (deployment: Json) => boolean): Promise<Json>
}

export async function openScene(settings: Record<string, unknown> = {}): Promise<Scene> {
  const platform = await startPlatform({ settings: { python: systemPython, ...settings } })
  const folder = mkdtempSync(join(tmpdir(), 'lectern-scaling-'))
  const must = async (status: number, answer: Promise<{ status: number; body: Json }>): Promise<Json> => {
    const { status: got, body } = await answer
    if (got !== status) throw new Error(`answered ${got}: ${JSON.stringify(body)}`)
    return body
  }
  const imported = async (name: string, script: string): Promise<string> => {
    writeFileSync(join(folder, `${name}.py`), script)
    const source = pathToFileURL(join(folder, `${name}.py`)).href
    const { id } = (await platform.call('POST', '/v2/admin/models/imports', { source })).body
    for (;;) {
      const { state, error } = (await platform.call('GET', `/v2/admin/models/imports/${id}`)).body
      if (state === 'done') return source
      if (state === 'failed') throw new Error(error)
      await platform.clock.sleep(20)
    }
  }

  const scene: Scene = {
    platform,
    async configure(name, script, parameters = {}) {
      const all = { script: await imported(name, script), ...parameters }
      const made = await must(
        201,
        platform.call('POST', '/v2/lm/configurations', {
          ...{ name, scenarioId: 'model-serving', executableId: 'python' },
          parameterBindings: Object.entries(all).map(([key, value]) => ({ key, value })),
        }),
      )
      return made.id
    },
    async deploy(name, { script = who, parameters = {}, scaling } = {}) {
      const configurationId = await scene.configure(name, script, parameters)
      const body = { configurationId, name, ...(scaling ? { scaling } : {}) }
      const { id } = await must(202, platform.call('POST', '/v2/lm/deployments', body))
      await platform.until(id, 'RUNNING')
      return id
    },
    get: async (id) => must(200, platform.call('GET', `/v2/lm/deployments/${id}`)),
    patch: async (id, body) => void (await must(202, platform.call('PATCH', `/v2/lm/deployments/${id}`, body))),
    async predict(id, input = {}, signal) {
      const answer = await fetch(`${platform.url}/v2/inference/deployments/${id}/v1/models/${id}:predict`, {
        method: 'POST',
        headers: { authorization: `Bearer ${platform.adminKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ instances: [input] }),
        ...(signal ? { signal } : {}),
      })
      return { status: answer.status, body: await answer.json(), headers: answer.headers }
    },
    async untilAtZero(id) {
      const seen = await scene.untilSeen(id, isResting)
      while ((await platform.engine.observe()).some(({ deploymentId }) => deploymentId === id)) await platform.clock.sleep(20)
      return seen
    },
    async untilSeen(id, claim) {
      let last: Json
      for (let attempt = 0; attempt < 1_200; attempt += 1) {
        last = await scene.get(id)
        if (claim(last)) return last
        await platform.clock.sleep(25)
      }
      throw new Error(`deployment ${id} did not become as claimed (${claim}): ${JSON.stringify(last)}`)
    },
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return scene
}

/** The shortest window there may be. */
export const quick = { minInstances: 0, maxInstances: 4, stableWindowSeconds: 6 }
const isResting = ({ statusMessage, status }: Json): boolean => status === 'RUNNING' && statusMessage.startsWith('scaled to zero')
export const runs =
  (count: number) =>
  ({ scaling }: Json): boolean =>
    scaling?.predictor?.running === count
