import { z } from 'zod'
import type { Platform } from '../../control/platform/platform.ts'
import { callerOf } from '../control/access.ts'
import type { ControlApp } from '../control/app.ts'
import { catalogOf, renderModel, versionsOf } from './models.ts'
import {
  accountRoot,
  described,
  groupsOf,
  type InAccount,
  locationRoot,
  OfAccount,
  OfLocation,
  OfSubscription,
  reads,
  subscriptionRoot,
} from './resource.ts'

type Verbs = Pick<Platform, 'listOffers' | 'listCatalog' | 'listResourceGroups' | 'enterResourceGroup' | 'capacityOf'>

export type CatalogDeps = { readonly platform: Verbs; readonly inAccount: InAccount; readonly location: string }

const SkuQuestion = z
  .strictObject({
    skus: z.array(z.string().max(64)).min(1).max(50),
    kind: z.string().min(1).max(64),
    type: z.string().min(1).max(128),
  })
  .meta({ id: 'ArmSkuAvailability' })

/** Kinds of accounts that there are; they are all the same here. */
const kinds = ['AIServices', 'OpenAI', 'CognitiveServices']

/** What can be deployed, and what accounts can be had. */
export const mountCatalog = (app: ControlApp, { platform, inAccount, location }: CatalogDeps): void => {
  app.get(
    `${accountRoot}/models`,
    { config: reads, schema: described('Lists models that can be deployed in an account', { params: OfAccount }) },
    async (request) => {
      const caller = await inAccount(request, request.params.accountName)
      const versions = versionsOf(await platform.listOffers(caller), await catalogOf(platform))
      return {
        value: versions.map((each) => {
          const { model } = renderModel(each, platform.capacityOf)
          return model
        }),
      }
    },
  )

  app.get(
    `${locationRoot}/models`,
    { config: reads, schema: described('Lists models that can be deployed in any account', { params: OfLocation }) },
    async (request) => {
      const principal = callerOf(request)
      const groups = await groupsOf(platform, principal)
      const offers = await Promise.all(groups.map(({ id }) => platform.listOffers({ resourceGroup: id })))
      const versions = versionsOf(offers.flat(), await catalogOf(platform))
      return { value: versions.map((each) => renderModel(each, platform.capacityOf)) }
    },
  )

  app.get(
    `${accountRoot}/skus`,
    { config: reads, schema: described('Lists SKUs that an account may have', { params: OfAccount }) },
    async (request) => {
      await inAccount(request, request.params.accountName)
      return { value: [{ resourceType: 'Microsoft.CognitiveServices/accounts', sku: { name: 'S0', tier: 'Standard' } }] }
    },
  )

  app.get(
    `${subscriptionRoot}/skus`,
    { config: reads, schema: described('Lists SKUs of accounts', { params: OfSubscription }) },
    async () => ({
      value: kinds.map((kind) => ({
        resourceType: 'accounts',
        name: 'S0',
        tier: 'Standard',
        kind,
        locations: [location],
        restrictions: [],
      })),
    }),
  )

  app.post(
    `${locationRoot}/checkSkuAvailability`,
    {
      config: reads,
      schema: described('Tells whether accounts of a SKU can be had', { params: OfLocation, body: SkuQuestion }),
    },
    async (request) => {
      const { skus, kind, type } = request.body
      return {
        value: skus.map((skuName) => {
          const skuAvailable = skuName === 'S0' && kinds.includes(kind)
          const why = skuAvailable ? {} : { reason: 'NotAvailableForSubscription', message: 'There are S0 accounts alone.' }
          return { kind, type, skuName, skuAvailable, ...why }
        }),
      }
    },
  )
}
