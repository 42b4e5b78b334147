import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { aConfiguration, aConnection, aGroup, anArtifact } from '../../test/samples.ts'
import { Failure } from '../domain/failure.ts'
import { executables } from '../executables/index.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { makeCatalog } from './catalog/load-catalog.ts'
import { readShippedCatalog } from './catalog/read-catalog-file.ts'
import { makePlace } from './place.ts'

const shipped = await readShippedCatalog(new URL('../../catalog/catalog.json', import.meta.url))

describe('place', () => {
  let store: Store
  let place: ReturnType<typeof makePlace>
  const clock = new FakeClock('2026-11-20T00:00:00Z')

  beforeEach(async () => {
    store = await openStore({ kind: 'sqlite', path: ':memory:' })
    await store.resourceGroups.insert(aGroup('default'))
    await store.artifacts.insert(anArtifact('a-model', 'default', { kind: 'model', url: 'file:///m.gguf' }))
    await store.artifacts.insert(anArtifact('a-dataset', 'default', { kind: 'dataset' }))
    const azure = aConnection('azure-openai', 'default', {
      provider: 'azure-openai',
      baseUrl: 'https://acme.example',
      options: {},
    })
    place = makePlace({
      executables,
      artifacts: store.artifacts,
      catalog: makeCatalog({ shipped, readFile: async () => [], listOverrides: async () => [], clock }),
      openConnection: async (_, name) => (name === 'azure-openai' ? { record: azure, credential: { apiKey: 'k' } } : null),
      checkScript: async () => null,
      bindAddress: () => Promise.reject(new Error('no registry here')),
      bindRegistered: () => Promise.reject(new Error('no registry here')),
      resourcePlan: () => Promise.reject(new Error('no plans here')),
      modelFile: async (source) => {
        if (source === 'file:///m.gguf') return '/models/m'
        throw new Failure('unavailable', `${source} is being imported`)
      },
      registryCredentials: async () => {
        throw new Error('no image is pulled here')
      },
      bindSecrets: async () => ({ variables: [], open: async () => ({}) }),
      pythonEnvironment: () => Promise.reject(new Failure('unavailable', 'no Python here')),
      nodePackages: async () => null,
      host: { llamaServer: null, node: 'node', llamaRunner: 'runner.ts', predictorHost: '', python: null, cores: 2 },
      allowPrivate: false,
      clock,
    })
    return () => store[Symbol.asyncDispose]()
  })

  const configured = (executableId: string, parameters: Record<string, string>, artifacts: Record<string, string> = {}) =>
    aConfiguration('c', 'default', {
      executableId,
      parameterBindings: Object.entries(parameters).map(([key, value]) => ({ key, value })),
      inputArtifactBindings: Object.entries(artifacts).map(([key, artifactId]) => ({ key, artifactId })),
    })

  it.each([
    { model: 'gpt-5', capabilities: ['chat', 'completions', 'responses'] },
    { model: 'text-embedding-3-small', capabilities: ['embeddings'] },
  ])('$model can $capabilities', async ({ model, capabilities }) => {
    const placed = await place(configured('azure-openai', { modelName: model }))
    expect([...placed.capabilities].sort()).toEqual(capabilities)
    expect(placed).toMatchObject({ publicOnly: true, model: { name: model, version: 'latest' } })
  })

  it('is the same revision for the same configuration, and another for another', async () => {
    const of = async (parameters: Record<string, string>) => (await place(configured('azure-openai', parameters))).revision
    expect(await of({ modelName: 'gpt-5' })).toBe(await of({ modelName: 'gpt-5' }))
    expect(await of({ modelName: 'gpt-5' })).not.toBe(await of({ modelName: 'gpt-5-mini' }))
  })

  it('finds the files that artifacts and parameters name', async () => {
    const byArtifact = await place(configured('llama-cpp', {}, { model: 'a-model' }))
    const byParameter = await place(configured('llama-cpp', { modelFile: 'file:///m.gguf', loraFiles: 'file:///m.gguf' }))
    expect(byArtifact.placement).toMatchObject({ kind: 'launch', command: expect.arrayContaining(['--model', '/models/m']) })
    expect(byParameter.placement).toMatchObject({ command: expect.arrayContaining(['--model', '/models/m', '--lora']) })
  })

  it.each([
    {
      name: 'an unknown executable',
      of: configured('nope', {}),
      code: 'invalid',
      says: /executable nope .*known are azure-openai/,
    },
    {
      name: 'an unknown parameter',
      of: configured('azure-openai', { modelName: 'gpt-5', colour: 'red' }),
      code: 'invalid',
      says: /unknown "colour"; known are modelName/,
    },
    {
      name: 'a wrong value',
      of: configured('llama-cpp', { parallel: 'many' }),
      code: 'invalid',
      says: /parallel must be a whole number from 1 to 64/,
    },
    { name: 'a missing parameter', of: configured('azure-openai', {}), code: 'invalid', says: /modelName is required/ },
    {
      name: 'a model outside the catalog',
      of: configured('azure-openai', { modelName: 'gpt-9' }),
      code: 'invalid',
      says: /gpt-9 is not in the catalog/,
    },
    {
      name: 'an unknown version',
      of: configured('azure-openai', { modelName: 'gpt-5', modelVersion: '1' }),
      code: 'invalid',
      says: /no version "1"; known are latest, 2025-08-07/,
    },
    {
      name: 'a retired version',
      of: configured('azure-openai', { modelName: 'gpt-35-turbo', modelVersion: '0613' }),
      code: 'gone',
      says: /retired/,
    },
    {
      name: 'a connection that is not there',
      of: configured('openai-compatible', { modelName: 'm', connection: 'x' }),
      code: 'invalid',
      says: /Connection x does not exist/,
    },
    {
      name: 'a connection of another provider',
      of: configured('openai-compatible', { modelName: 'm', connection: 'azure-openai' }),
      code: 'invalid',
      says: /is for azure-openai, not for openai-compatible/,
    },
    {
      name: 'an unknown artifact input',
      of: configured('llama-cpp', {}, { weights: 'a-model' }),
      code: 'invalid',
      says: /no artifact input weights; it has model, lora/,
    },
    {
      name: 'an artifact that is not there',
      of: configured('llama-cpp', {}, { model: 'gone' }),
      code: 'invalid',
      says: /Artifact gone .*does not exist/,
    },
    {
      name: 'an artifact of another kind',
      of: configured('llama-cpp', {}, { model: 'a-dataset' }),
      code: 'invalid',
      says: /is of kind dataset; model needs model/,
    },
    {
      name: 'a file on its way',
      of: configured('llama-cpp', { modelFile: 'hf://o/r/x.gguf' }),
      code: 'unavailable',
      says: /being imported/,
    },
  ])('refuses $name', async ({ of, code, says }) => {
    await expect(place(of)).rejects.toMatchObject({ code, message: expect.stringMatching(says) })
  })
})
