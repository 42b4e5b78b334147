import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, type Platform, startPlatform } from '../platform.ts'
import { pythonWith } from '../python-environment.ts'
import { type ClientRelease, clients } from './client.ts'

/** A predictor that logs in with the unmodified client and no arguments, as it does inside Hopsworks. */

const script = `
import os
import hopsworks

def trouble(act):
    try:
        return "no trouble: " + repr(act())
    except Exception as error:
        return type(error).__name__ + ": " + str(error)

class Predict:
    def __init__(self):
        # The client keeps it there for the whole machine; here it is to come of what this instance was given.
        if os.path.exists("/tmp/ca_chain.pem"):
            os.remove("/tmp/ca_chain.pem")
        self.project = hopsworks.login(hostname_verification=True)

    def predict(self, inputs):
        registry = self.project.get_model_registry()
        serving = self.project.get_model_serving()
        return [{
            "project": self.project.name,
            "model": [registry.get_model("seen", version=1).name, registry.get_model("seen", version=1).version],
            "me": serving.get_deployment().name,
            "deployments": [each.name for each in serving.get_deployments()],
            "written": trouble(lambda: serving.get_deployment().stop()),
        }]
`

describe.each(Object.keys(clients) as ClientRelease[])('hopsworks %s inside a predictor', (release) => {
  let platform: Platform
  beforeAll(async () => {
    platform = await startPlatform({ settings: { tls: 'self-signed', python: pythonWith(clients[release]) } })
  }, 400_000)
  afterAll(async () => {
    await platform?.[Symbol.asyncDispose]()
    rmSync('/tmp/ca_chain.pem', { force: true })
  })

  it('logs in, reads the project, and changes nothing', async () => {
    const { call, until } = platform
    const must = async (method: string, path: string, body: unknown, status: number): Promise<Json> => {
      const answer = await call(method, path, body)
      expect(answer.status, JSON.stringify(answer.body)).toBe(status)
      return answer.body
    }
    await must('POST', '/v2/lm/registry/models', { name: 'seen', framework: 'PYTHON', files: [{ path: 'a', text: 'a' }] }, 201)
    const files = [{ path: 'predict.py', role: 'predictor', text: script }]
    await must('POST', '/v2/lm/registry/models/seen/versions/1/artifacts', { files }, 201)
    const parameters = { model: 'seen', artifactVersion: '1', platformAccess: 'project' }
    const configuration = await must(
      'POST',
      '/v2/lm/configurations',
      {
        name: 'inside',
        scenarioId: 'model-serving',
        executableId: 'python',
        parameterBindings: Object.entries(parameters).map(([key, value]) => ({ key, value })),
      },
      201,
    )
    const { id } = await must('POST', '/v2/lm/deployments', { configurationId: configuration.id, name: 'inside' }, 202)
    // Its imports take a while, and what it calls is this very platform.
    for (let turn = 0; turn < 8; turn += 1) if (await until(id, 'RUNNING').catch(() => null)) break
    const { predictions } = await must('POST', `/v2/inference/deployments/${id}/v1/models/seen:predict`, { instances: [1] }, 200)
    expect(predictions).toEqual([
      {
        project: 'default',
        model: ['seen', 1],
        me: 'inside',
        deployments: ['inside'],
        written: expect.stringMatching(/RestAPIError.*403/s),
      },
    ])
  }, 200_000)
})
