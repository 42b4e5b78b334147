import type { Platform } from '../../control/platform/platform.ts'
import { Failure } from '../../domain/failure.ts'
import type { Store } from '../../store/store.ts'
import type { ControlDialect } from '../control/app.ts'
import type { OriginOf } from '../control/origin.ts'
import { mountAccounts } from './accounts.ts'
import { mountCapacity } from './capacity.ts'
import { mountCatalog } from './catalog.ts'
import { mountDeployments } from './deployments.ts'
import { makeEndpointRecords } from './endpoints/endpoint-records.ts'
import { mountOnlineDeployments } from './endpoints/online-deployments.ts'
import { mountOnlineEndpoints } from './endpoints/online-endpoints.ts'
import { mountServerless } from './endpoints/serverless.ts'
import { armError } from './errors.ts'
import { mountKeys } from './keys.ts'
import { mountMetrics } from './metrics.ts'
import { makeAnnounce, mountOperations } from './operations.ts'
import { makeRecords } from './records.ts'
import { described, makeInAccount, reads } from './resource.ts'

export type AzureArmDeps = {
  readonly platform: Platform
  readonly dialectRecords: Store['dialectRecords']
  readonly settings: Store['settings']
  readonly originOf: OriginOf
  /** Where this installation says that it is. */
  readonly location: string
}

/** Azure Resource Manager, as clients of Azure OpenAI and Foundry speak it. An account is a resource group of ours. */
export const azureArmControl = ({ platform, dialectRecords, settings, originOf, location }: AzureArmDeps): ControlDialect => ({
  id: 'azure-arm',
  renderError: armError,
  mount(app) {
    const inAccount = makeInAccount(platform)
    const records = makeRecords(dialectRecords, platform.now)
    const announce = makeAnnounce(originOf, location)

    mountAccounts(app, { platform, originOf, location })
    mountKeys(app, platform, inAccount)
    mountDeployments(app, { platform, records, inAccount, announce })
    mountOperations(app, platform)
    mountCatalog(app, { platform, inAccount, location })
    mountCapacity(app, { platform, inAccount, location })
    mountMetrics(app, { platform, inAccount, location })
    mountServerless(app, { platform, records, inAccount, announce, originOf, location })
    const online = { platform, endpoints: makeEndpointRecords(settings, platform), inAccount, announce, originOf, location }
    mountOnlineEndpoints(app, online)
    mountOnlineDeployments(app, online)
    app.all('/subscriptions/*', { config: reads, schema: { hide: true, ...described('Anything else') } }, async (request) => {
      const [path = ''] = request.url.split('?')
      throw new Failure('not_found', `there is nothing at ${request.method} ${path.slice(0, 300)}`, {
        code: 'InvalidResourceType',
      })
    })
  },
})
