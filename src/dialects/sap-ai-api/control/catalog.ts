import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { CatalogEntry, CatalogModel } from '../../../domain/catalog.ts'
import { Failure } from '../../../domain/failure.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'

type CatalogVerbs = Pick<Platform, 'listCatalog' | 'putCatalogEntry' | 'removeCatalogEntry'>

const Difference = z.object({
  executableId: z.string(),
  model: z.string(),
  version: z.string().nullable(),
  field: z.string(),
  shipped: z.unknown().optional(),
  effective: z.unknown().optional(),
})

const CatalogShape = z
  .object({
    count: z.int(),
    resources: z.array(CatalogModel.extend({ override: z.unknown().nullable().describe('What an operator wrote by this API') })),
    differences: z.array(Difference).describe('Where the operator’s word (file or API) differs from what is shipped'),
  })
  .meta({ id: 'Catalog' })

const EntryRequest = CatalogEntry.partial({ executableId: true, model: true }).meta({
  id: 'CatalogEntryRequest',
  description: 'Only the fields that differ: what is absent stays as shipped, null clears it',
})

const lectern = true
const tags = ['Catalog']
const params = z.object({ executableId: CatalogModel.shape.executableId.min(1).max(64), model: CatalogModel.shape.model })

export const mountCatalog = (app: ControlApp, platform: CatalogVerbs): void => {
  app.get(
    '/v2/admin/catalog',
    {
      config: { access: { role: 'viewer', group: 'none' }, lectern },
      schema: {
        tags,
        operationId: 'catalog.query',
        summary: 'All models with versions, dates and prices',
        response: { 200: CatalogShape, ...refusals },
      },
    },
    async () => {
      const { rows, differences } = await platform.listCatalog()
      return { count: rows.length, resources: rows.map(({ model, entry }) => ({ ...model, override: entry })), differences }
    },
  )

  app.put(
    '/v2/admin/catalog/:executableId/:model',
    {
      config: { access: { role: 'admin', group: 'none' }, lectern },
      schema: {
        tags,
        operationId: 'catalog.put',
        summary: 'Adds a model, or overrides what is shipped of one',
        description: 'Running deployments follow at once: `latest` may stand for another version, or a version be retired.',
        params,
        body: EntryRequest,
        response: { 200: CatalogModel, ...refusals },
      },
    },
    async (request) => {
      for (const field of ['executableId', 'model'] as const) {
        const [said, named] = [request.body[field], request.params[field]]
        if (said !== undefined && said !== named)
          throw new Failure('invalid', `${field} "${said}" must be "${named}", as in the address, or absent`, { target: field })
      }
      return platform.putCatalogEntry(callerOf(request), { ...request.body, ...request.params })
    },
  )

  app.delete(
    '/v2/admin/catalog/:executableId/:model',
    {
      config: { access: { role: 'admin', group: 'none' }, lectern },
      schema: {
        tags,
        operationId: 'catalog.remove',
        summary: 'Takes an override back',
        params,
        response: { 200: z.object({ message: z.string() }), ...refusals },
      },
    },
    async (request) => {
      await platform.removeCatalogEntry(callerOf(request), request.params.executableId, request.params.model)
      return { message: 'Catalog entry removed' }
    },
  )
}
