import { describe, expect, it } from 'vitest'
import { creationBody, type DeploymentManifest, isSameConfiguration, toManifest } from './manifest.ts'
import { manifestProblem } from './manifest-problems.ts'
import type { Configuration, Deployment } from './types.ts'

const configuration: Configuration = {
  id: 'c1',
  name: 'chat',
  executableId: 'llama-cpp',
  scenarioId: 'foundation-models',
  parameterBindings: [
    { key: 'modelName', value: 'tiny' },
    { key: 'contextSize', value: '2048' },
  ],
  inputArtifactBindings: [{ key: 'model', artifactId: 'a1' }],
  createdAt: '2026-11-20T12:00:00Z',
}
const deployment: Deployment = {
  id: 'd0123456789abcde',
  name: 'chat',
  status: 'RUNNING',
  targetStatus: 'RUNNING',
  configurationId: 'c1',
  deploymentUrl: 'http://x',
  createdAt: '2026-11-20T12:00:00Z',
  scaling: { predictor: { minInstances: 1, maxInstances: 2, instances: 2, running: 1, reason: 'load' } },
  spilloverDeployment: 'd0000000000000001',
}
const around = {
  configurationOf: (id: string) => (id === 'c1' ? configuration : undefined),
  nameOf: (id: string) => (id === 'd0000000000000001' ? 'spare' : undefined),
}

describe('the document of a deployment', () => {
  it('says what people decide, and nothing that the server saw', () =>
    expect(toManifest(deployment, around)).toEqual({
      kind: 'Deployment',
      name: 'chat',
      configuration: {
        name: 'chat',
        executableId: 'llama-cpp',
        scenarioId: 'foundation-models',
        parameterBindings: { modelName: 'tiny', contextSize: '2048' },
        inputArtifactBindings: { model: 'a1' },
      },
      scaling: { predictor: { minInstances: 1, maxInstances: 2 } },
      spilloverDeployment: 'spare',
    }))

  it('becomes the request that makes it', () => {
    const { kind: _, ...body } = toManifest(deployment, around)
    const { id: __, createdAt: ___, ...asked } = configuration
    expect(creationBody({ kind: 'Deployment', ...body } as DeploymentManifest)).toEqual({ ...body, configuration: asked })
    const targets = [{ configuration: { executableId: 'x' }, weight: 3 }, { configuration: { executableId: 'y' } }]
    expect(creationBody({ kind: 'Deployment', name: 'n', targets }, ['c1', 'c2'])).toEqual({
      name: 'n',
      configurationId: 'c1',
      targets: [{ configurationId: 'c1', weight: 3 }, { configurationId: 'c2' }],
    })
  })

  it('knows the configuration that it asks for, in whatever order', () => {
    const asked = { executableId: 'llama-cpp', parameterBindings: { contextSize: '2048', modelName: 'tiny' } }
    expect(isSameConfiguration(configuration, { ...asked, inputArtifactBindings: { model: 'a1' } }, 'chat')).toBe(true)
    expect(isSameConfiguration(configuration, asked, 'chat')).toBe(false)
    expect(isSameConfiguration(configuration, { ...asked, inputArtifactBindings: { model: 'a1' } }, 'other')).toBe(false)
  })

  it('is a document that nothing is wrong with', () => expect(manifestProblem(toManifest(deployment, around))).toBeNull())
})
