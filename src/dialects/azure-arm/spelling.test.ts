import { expect, it } from 'vitest'
import { armSpelling } from './spelling.ts'

const account = '/subscriptions/S/resourceGroups/RG/providers/Microsoft.CognitiveServices/accounts/Mine'

it.each([
  [
    '/Subscriptions/S/resourcegroups/RG/providers/microsoft.cognitiveservices/Accounts/Mine?api-version=1',
    `${account}?api-version=1`,
  ],
  [
    `${account.toLowerCase().replace('/s/', '/S/')}/DEPLOYMENTS/Deployments/SKUS`
      .replace('/rg/', '/RG/')
      .replace('/mine/', '/Mine/'),
    `${account}/deployments/Deployments/skus`,
  ],
  [`${account}/deployments/Skus`, `${account}/deployments/Skus`],
  [`${account}/PROVIDERS/Microsoft.Insights/Metrics`, `${account}/providers/microsoft.insights/metrics`],
  [
    '/subscriptions/S/providers/microsoft.cognitiveservices/LOCATIONS/Models/models',
    '/subscriptions/S/providers/Microsoft.CognitiveServices/locations/Models/models',
  ],
  ['/v2/lm/Deployments', '/v2/lm/Deployments'],
  ['/subscriptions/', '/subscriptions/'],
])('%s', (url, spelled) => {
  expect(armSpelling(url)).toBe(spelled)
})
