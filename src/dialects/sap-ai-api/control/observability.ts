import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { AnyId } from '../../../domain/ids.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { InferenceLabel, InferenceRecord, renderFeedback, renderRecord } from './observability-shapes.ts'
import { csv, given, Paging, Time, windowOf } from './queries.ts'
import { listOf } from './shapes.ts'

type Verbs = Pick<Platform, 'listInferences' | 'getInference' | 'labelInference' | 'addFeedback'>

const path = '/v2/observability/inferences'
const params = z.object({ inferenceId: AnyId })
const tags = ['Observability']
/** Records hold what was said to models: reading them takes as much as calling. */
const config = { access: { role: 'consumer', group: 'header' } } as const

const Query = z.object({
  labelSelector: csv(
    z
      .string()
      .regex(
        /^ext\.ai\.sap\.com\/[A-Za-z0-9./-]+(=[A-Za-z0-9./-]*)?$/,
        'must be "ext.ai.sap.com/key" or "ext.ai.sap.com/key=value"',
      ),
    1,
    16,
  )
    .optional()
    .describe('Labels that a record must have, with commas; a key alone: whatever its value'),
  deploymentId: AnyId.optional().describe('Addition of Lectern'),
  startTime: Time.optional().describe('Addition of Lectern'),
  endTime: Time.optional().describe('Addition of Lectern'),
  bodies: z
    .stringbool({ truthy: ['true'], falsy: ['false'], error: 'must be true or false' })
    .default(true)
    .describe('Addition of Lectern; false: records without bodies'),
  $top: Paging.shape.$top.unwrap().max(1_000, 'must be at most 1000').default(100).describe('Most records to answer'),
  $skip: Paging.shape.$skip,
})

const Feedback = z.strictObject({
  content: z
    .unknown()
    .refine((content) => content !== undefined, 'is missing')
    .refine((content) => (JSON.stringify(content) ?? '').length <= 65_536, 'must be at most 65536 characters of JSON')
    .meta({ description: 'Any JSON' }),
})
const Stored = z.object({ message: z.string() }).meta({ id: 'InferenceAddition' })

/** Calls that were kept by SAP's headers, or by the sink `store` of a deployment's inference log. */
export const mountObservability = (app: ControlApp, platform: Verbs): void => {
  app.get(
    path,
    {
      config,
      schema: {
        tags,
        operationId: 'inference.query',
        summary: 'Lists kept calls, newest first',
        description: 'Bodies are in it up to 8 MiB in all; of records beyond that, ask for one alone.',
        querystring: Query,
        response: { 200: listOf(InferenceRecord, 'InferenceRecordList'), ...refusals },
      },
    },
    async (request) => {
      const { labelSelector, deploymentId, startTime, endTime, bodies, ...window } = request.query
      const labels = labelSelector?.map((text) => {
        const [key = '', value] = text.split('=')
        return { key, value: value ?? null }
      })
      const filter = given({ labels, deploymentId, start: startTime, end: endTime })
      const { items } = await platform.listInferences(callerInGroup(request), filter, windowOf(window), bodies)
      return { count: items.length, resources: items.map(renderRecord) }
    },
  )

  app.get(
    `${path}/:inferenceId`,
    {
      config,
      schema: {
        tags,
        operationId: 'inference.get',
        summary: 'Tells a kept call',
        description: 'The id is the one that the answer of the call named in `ai-inference-id`.',
        params,
        response: { 200: InferenceRecord, ...refusals },
      },
    },
    async (request) => renderRecord(await platform.getInference(callerInGroup(request), request.params.inferenceId)),
  )

  app.post(
    `${path}/:inferenceId/labels`,
    {
      config,
      schema: {
        tags,
        operationId: 'inference.label',
        summary: 'Adds labels to a kept call',
        description: 'At most 16 in all. A key that is there already is refused.',
        params,
        body: z
          .array(InferenceLabel)
          .min(1)
          .max(16)
          .refine((labels) => new Set(labels.map(({ key }) => key)).size === labels.length, 'must hold each key once'),
        response: { 201: Stored, ...refusals },
      },
    },
    async (request, reply) => {
      await platform.labelInference(callerInGroup(request), request.params.inferenceId, request.body)
      return reply.code(201).send({ message: 'inference label stored.' })
    },
  )

  app.post(
    `${path}/:inferenceId/feedback`,
    {
      config,
      schema: {
        tags,
        operationId: 'inference.addFeedback',
        summary: 'Says something of a kept call',
        description: 'Any JSON, up to 100 times; what was said before stays. The call must have been kept with the mode full.',
        params,
        body: z.array(Feedback).min(1).max(100),
        response: { 202: Stored, ...refusals },
      },
    },
    async (request, reply) => {
      const contents = request.body.map(({ content }) => content)
      await platform.addFeedback(callerInGroup(request), request.params.inferenceId, contents)
      return reply.code(202).send({ message: 'feedback stored.' })
    },
  )

  app.get(
    `${path}/:inferenceId/feedback`,
    {
      config,
      schema: {
        tags,
        operationId: 'inference.listFeedback',
        summary: 'Lists what was said of a kept call',
        params,
        response: { 200: listOf(z.object({ content: z.unknown() }), 'InferenceFeedbackList'), ...refusals },
      },
    },
    async (request) => {
      const { feedback } = await platform.getInference(callerInGroup(request), request.params.inferenceId)
      return { count: feedback.length, resources: feedback.map(renderFeedback) }
    },
  )
}
