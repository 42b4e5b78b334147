import { z } from 'zod'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { ResourceGroupId } from '../../../domain/ids.ts'
import { callerInGroup, callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { reads, root, tags } from './registry-shapes.ts'

const Use = z
  .object({
    resourceGroup: z.string(),
    usedBytes: z.int().describe('Of all files, each as often as it has a name, and of announced uploads'),
    limitBytes: z.int().nullable().describe('null: no limit'),
  })
  .meta({ id: 'StorageQuota' })
const path = `${root}/quota`

/** How much a resource group may keep. */
export const mountRegistryQuota = (app: ControlApp, { quota, setQuota }: Registry): void => {
  app.get(
    path,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.quota.get',
        summary: 'Says how much storage the resource group uses and may use',
        response: { 200: Use, ...refusals },
      },
    },
    async (request) => quota.read(callerInGroup(request).resourceGroup),
  )

  app.put(
    '/v2/admin/registryQuotas/:resourceGroupId',
    {
      // Nobody raises the limit of a group who is of that group alone.
      config: { access: { role: 'admin', group: 'none' }, lectern: true },
      schema: {
        tags,
        operationId: 'registry.quota.set',
        summary: 'Limits the storage of a resource group',
        params: z.object({ resourceGroupId: ResourceGroupId }),
        body: z.strictObject({ limitBytes: z.int().min(0).nullable() }).meta({ id: 'StorageQuotaRequest' }),
        response: { 200: Use, ...refusals },
      },
    },
    async (request) => setQuota(callerOf(request), request.params.resourceGroupId, request.body.limitBytes),
  )
}
