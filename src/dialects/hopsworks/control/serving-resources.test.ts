import { expect, it } from 'vitest'
import { resourceBindings } from './serving-resources.ts'

it.each([
  ['nothing', null, {}],
  [
    'what the Python client sends of itself',
    { requests: { cores: 0.2, memory: 32, gpus: 0 }, limits: { cores: 2, memory: 1024, gpus: 0 } },
    { cores: '0.2', memoryMb: '32', coresLimit: '2', memoryMbLimit: '1024' },
  ],
  ['no limits, as its newer releases send', { limits: { cores: -1, memory: -1 } }, { coresLimit: '-1', memoryMbLimit: '-1' }],
  ['GPUs, said once', { limits: { gpus: 1 } }, { gpus: '1' }],
] as const)('%s', (_, resources, bindings) => {
  expect(resourceBindings(resources, 'predictorResources', '')).toEqual(bindings)
})

it('a transformer', () => {
  const resources = { requests: { cores: 1, memory: 64 } }
  expect(resourceBindings(resources, 'transformerResources', 'transformer')).toEqual({
    transformerCores: '1',
    transformerMemoryMb: '64',
  })
})

it('refuses GPUs of which a part is asked for', () => {
  const ask = () => resourceBindings({ requests: { gpus: 1 }, limits: { gpus: 2 } }, 'predictorResources', '')
  expect(ask).toThrow(expect.objectContaining({ message: expect.stringContaining('both must be the same') }))
})
