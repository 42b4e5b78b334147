import { expect, it } from 'vitest'
import { assetIn } from './address.ts'

it.each([
  ['azureml://registries/azure-openai/models/gpt-5/versions/3', 'gpt-5', '3'],
  ['azureml://registries/azure-openai/models/gpt-5', 'gpt-5', null],
  ['azureml://registries/azure-openai/models/gpt-5/labels/latest', 'gpt-5', null],
  ['azureml:iris:2', 'iris', '2'],
  ['azureml:iris@latest', 'iris', null],
  [
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/models/iris/versions/1',
    'iris',
    '1',
  ],
  ['iris', 'iris', null],
])('%s is %s, version %s', (text, name, version) => {
  expect(assetIn(text, 'models', 'properties.model')).toEqual({ name, version })
})

it.each(['azureml://registries/r/environments/e/versions/1', '/subscriptions/s', 'azureml:', 'iris:'])(
  '%s is nothing',
  (text) => {
    expect(() => assetIn(text, 'models', 'properties.model')).toThrow(/properties\.model .* names nothing/)
  },
)
