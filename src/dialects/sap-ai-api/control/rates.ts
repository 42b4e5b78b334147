import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { newRate, RatePatch, RateRequest, RateShape } from './rate-shapes.ts'
import { listOf } from './shapes.ts'

type Verbs = Pick<Platform, 'listRates' | 'getRate' | 'createRate' | 'changeRate' | 'removeRate'>

const read = { access: { role: 'viewer', group: 'none' }, lectern: true } as const
const write = { access: { role: 'admin', group: 'none' }, lectern: true } as const
const tags = ['Money']
const params = z.object({ rateId: z.uuid({ error: 'must be the id of a rate card' }) })

/** Prices that administrators set, beside those of the catalog. */
export const mountRates = (app: ControlApp, platform: Verbs): void => {
  app.get(
    '/v2/admin/rates',
    {
      config: read,
      schema: {
        tags,
        operationId: 'rates.query',
        summary: 'Lists rate cards',
        response: { 200: listOf(RateShape, 'RateCardList'), ...refusals },
      },
    },
    async () => {
      const resources = [...(await platform.listRates())]
      return { count: resources.length, resources }
    },
  )

  app.post(
    '/v2/admin/rates',
    {
      config: write,
      schema: {
        tags,
        operationId: 'rates.create',
        summary: 'Says what tokens, instances or provisioned units cost from a day on',
        description:
          'Of the cards in force on the day of use the most telling one counts: one that names the model before one that does not, ' +
          'then plan, tier, deployment type, version, executable, residency; of equal ones the newest. Without a card the ' +
          'catalog’s price holds; batches are charged half of what is not said for batches. What was charged before stays as it is.',
        body: RateRequest,
        response: { 201: RateShape, ...refusals },
      },
    },
    async (request, reply) => {
      const rate = await platform.createRate(callerOf(request), newRate(request.body))
      return reply.code(201).header('location', `/v2/admin/rates/${rate.id}`).send(rate)
    },
  )

  app.get(
    '/v2/admin/rates/:rateId',
    {
      config: read,
      schema: { tags, operationId: 'rates.get', summary: 'One rate card', params, response: { 200: RateShape, ...refusals } },
    },
    async (request) => platform.getRate(request.params.rateId),
  )

  app.patch(
    '/v2/admin/rates/:rateId',
    {
      config: write,
      schema: {
        tags,
        operationId: 'rates.change',
        summary: 'Changes figures or days of a rate card',
        params,
        body: RatePatch,
        response: { 200: RateShape, ...refusals },
      },
    },
    async (request) => platform.changeRate(callerOf(request), request.params.rateId, request.body),
  )

  app.delete(
    '/v2/admin/rates/:rateId',
    {
      config: write,
      schema: {
        tags,
        operationId: 'rates.remove',
        summary: 'Removes a rate card; one that it replaced holds again',
        params,
        response: { 200: z.object({ id: z.string(), message: z.string() }), ...refusals },
      },
    },
    async (request) => {
      await platform.removeRate(callerOf(request), request.params.rateId)
      return { id: request.params.rateId, message: 'Rate card removed' }
    },
  )
}
