import { expect, it } from 'vitest'
import { senseOf } from './kinds.ts'

const arm = '/subscriptions/:subscriptionId/resourceGroups/:group/providers/Microsoft.CognitiveServices/accounts/:accountName'

it.each([
  ['POST', '/v2/lm/deployments', 'deployments', 'deployments.create', []],
  ['PATCH', '/v2/lm/deployments/:deploymentId', 'deployments', 'deployments.change', ['deploymentId']],
  ['POST', '/v2/lm/deployments/:deploymentId/promote', 'deployments', 'deployments.promote', ['deploymentId']],
  ['PUT', '/v2/admin/deployments/:deploymentId/batcher', 'deployments', 'deployments.batcher.set', ['deploymentId']],
  ['PUT', `${arm}/deployments/:deploymentName`, 'deployments', 'deployments.set', ['deploymentName']],
  ['POST', `${arm}/regenerateKey`, 'groups', 'groups.regenerateKey', ['accountName']],
  ['POST', '/v2/admin/resourceGroups/:resourceGroupId/listKeys', 'groups', 'groups.listKeys', ['resourceGroupId']],
  ['PUT', '/hopsworks-api/api/project/:projectId/serving', 'deployments', 'deployments.set', []],
  ['POST', '/v2/lm/registry/models', 'registry', 'registry.models.create', []],
  [
    'POST',
    '/v2/lm/registry/models/:name/versions/:version/artifacts',
    'registry',
    'registry.models.versions.artifacts.create',
    ['name', 'version'],
  ],
  ['DELETE', '/v2/admin/apiKeys/:id', 'keys', 'keys.delete', ['id']],
  ['POST', '/hopsworks-api/api/users/apiKey', 'keys', 'keys.create', []],
  ['DELETE', '/hopsworks-api/api/users/apiKey/:name', 'keys', 'keys.delete', ['name']],
  ['POST', '/v2/admin/rates/rerate', 'rates', 'rates.rerate', []],
  ['POST', '/v2/admin/quota/requests', 'quotas', 'quotas.requests.create', []],
  ['GET', '/v2/admin/diagnostics', 'diagnostics', 'diagnostics.read', []],
  ['POST', '/somewhere/else', '', 'other.somewhere.else', []],
] as const)('%s %s is %s: %s', (method, url, kind, action, params) => {
  expect(senseOf(method, url)).toEqual({ kind, action, params })
})
