import { z } from 'zod'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'

const TenantInfo = z.object({ tenantId: z.string(), servicePlan: z.string(), status: z.string() }).meta({ id: 'TenantInfo' })

export const mountTenantInfo = (app: ControlApp, tenantId: string): void => {
  app.get(
    '/v2/admin/tenantInfo',
    {
      config: { access: { role: 'viewer', group: 'none' } },
      schema: {
        tags: ['Tenant'],
        operationId: 'tenant_info.get',
        summary: 'About this installation',
        response: { 200: TenantInfo, ...refusals },
      },
    },
    // The plan that includes generative AI: clients that ask want to know just that.
    async () => ({ tenantId, servicePlan: 'extended', status: 'PROVISIONED' }),
  )
}
