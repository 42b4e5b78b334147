import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { type Answer, type Platform, startPlatform } from '../platform.ts'
import { systemPython } from '../python-environment.ts'

export type Scene = AsyncDisposable & {
  readonly platform: Platform
  /** Imports a script, as an administrator does, and answers its source. */
  script(name: string, text: string): Promise<string>
  configure(name: string, parameters: Readonly<Record<string, string>>): Promise<string>
  /** Id of a deployment of executable `python`. */
  deploy(name: string, parameters: Readonly<Record<string, string>>, more?: object): Promise<string>
  predict(id: string, name: string, body: object, headers?: Record<string, string>): Promise<Answer>
}

export async function startScene(settings: Record<string, unknown> = {}): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-transformers-'))
  const platform = await startPlatform({ settings: { python: systemPython, ...settings } })
  let files = 0

  const script: Scene['script'] = async (name, text) => {
    // Sources are known by their address: each text has its own.
    files += 1
    const path = join(folder, `${files}-${name}`)
    writeFileSync(path, text)
    const source = pathToFileURL(path).href
    const { body } = await platform.call('POST', '/v2/admin/models/imports', { source })
    for (let attempt = 0; attempt < 2_400; attempt += 1) {
      const { state, error } = (await platform.call('GET', `/v2/admin/models/imports/${body.id}`)).body
      if (state === 'done') return source
      if (state === 'failed') throw new Error(error)
      await platform.clock.sleep(25)
    }
    throw new Error(`${source} was not imported: ${JSON.stringify(body)}`)
  }
  const configure: Scene['configure'] = async (name, parameters) => {
    const made = await platform.call('POST', '/v2/lm/configurations', {
      name,
      scenarioId: 'model-serving',
      executableId: 'python',
      // More deployments than the machine has room for otherwise.
      parameterBindings: Object.entries({ cores: '0', transformerCores: '0', ...parameters }).map(([key, value]) => ({
        key,
        value,
      })),
    })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    return made.body.id
  }
  return {
    platform,
    script,
    configure,
    async deploy(name, parameters, more = {}) {
      const configurationId = await configure(name, parameters)
      const made = await platform.call('POST', '/v2/lm/deployments', { configurationId, name, ...more })
      expect(made.status, JSON.stringify(made.body)).toBe(202)
      return made.body.id
    },
    predict: (id, name, body, headers) =>
      platform.call('POST', `/v2/inference/deployments/${id}/v1/models/${name}:predict`, body, headers),
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Adds up each row. */
export const sums = `
class Predict:
    def predict(self, inputs, parameters):
        print("predictor called")
        if inputs == ["fail"]:
            raise ValueError("no such row")
        return [sum(row) + parameters.get("add", 0) for row in inputs]
`

/** Takes texts apart, and says the sum in words. */
export const words = `
import os
class Transformer:
    def preprocess(self, inputs):
        print("preprocess called")
        if inputs == ["broken"]:
            raise KeyError("no rows in there")
        if inputs == ["fail"]:
            return inputs
        return [[float(each) for each in text.split("+")] for text in inputs]
    def postprocess(self, outputs):
        print("postprocess called")
        if outputs == [666]:
            raise RuntimeError("not that one")
        return ["%s in %s" % (each, os.environ["IS_TRANSFORMER"]) for each in outputs]
`
