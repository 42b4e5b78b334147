import { z } from 'zod'
import type { FoundRecord } from '../../../control/platform/inference-records.ts'
import type { RecordedBody } from '../../../domain/inference-record.ts'
import { scaledComponents } from '../../../domain/scaling.ts'
import { Timestamp } from './shapes.ts'

/** Shapes and limits are those of SAP's guide to inference observability; what is ours is said to be. */

const plain = /^[A-Za-z0-9./-]{1,64}$/
const plainWords = '1 to 64 letters, digits, "-", "." or "/"'

export const InferenceLabel = z
  .strictObject({
    key: z.string().regex(plain, `must be ${plainWords}`).startsWith('ext.ai.sap.com/', 'must begin with "ext.ai.sap.com/"'),
    value: z.string().regex(plain, `must be ${plainWords}`),
  })
  .meta({ id: 'InferenceLabel' })

const BodyFacts = z.object({
  bytes: z.number().describe('Of the whole body'),
  truncated: z.boolean().describe('Only a beginning was kept'),
  encoding: z.enum(['text', 'base64', 'withheld']).describe('withheld: fields were to be redacted, and it could not be read'),
})

/** In the order of SAP's examples. */
export const InferenceRecord = z
  .object({
    id: z.string(),
    labels: z.array(z.object({ key: z.string(), value: z.string() })).readonly(),
    source: z.string(),
    resourceGroup: z.string(),
    deploymentId: z.string(),
    modelName: z.string().nullable(),
    modelVersion: z.string().nullable(),
    streaming: z.boolean(),
    responseHttpCode: z.int(),
    inputTokens: z.int().nullable(),
    outputTokens: z.int().nullable(),
    latency: z.number().describe('Milliseconds'),
    createdAt: Timestamp,
    objectStoreSecretName: z.string().optional().describe('As the caller named it; the bodies are kept with the record'),
    request: z.string().optional().describe('JSON: url, headers and body; absent where it was not kept'),
    response: z.string().optional().describe('The body as the caller got it; absent where it was not kept'),
    feedback: z.array(z.object({ content: z.unknown() })).readonly(),
    persistenceMode: z.enum(['full', 'metadata']).describe('Addition of Lectern, like all that follow'),
    requestId: z.string(),
    deploymentName: z.string(),
    credentialId: z.string().nullable(),
    dialect: z.string(),
    outcome: z.string(),
    component: z.enum(scaledComponents).optional().describe('Whose request and answer it is; absent: the predictor’s'),
    requestBody: BodyFacts.optional(),
    responseBody: BodyFacts.optional(),
  })
  .meta({ id: 'InferenceRecord' })

export function renderRecord(record: FoundRecord): z.infer<typeof InferenceRecord> {
  const { id, labels, resourceGroup, deploymentId, createdAt, full, feedback, bodies } = record
  const { path, objectStoreSecretName, ...facts } = record.facts
  return {
    id,
    labels,
    source: 'llmaccess',
    resourceGroup,
    deploymentId,
    ...facts,
    createdAt: new Date(createdAt).toISOString(),
    ...(objectStoreSecretName === null ? {} : { objectStoreSecretName }),
    ...(bodies?.request ? { request: requestText(path, bodies.request), requestBody: factsOf(bodies.request) } : {}),
    ...(bodies?.response ? { response: bodies.response.body ?? '', responseBody: factsOf(bodies.response) } : {}),
    feedback: feedback.map(renderFeedback),
    persistenceMode: full ? 'full' : 'metadata',
  }
}

export const renderFeedback = (text: string): { content: unknown } => ({ content: JSON.parse(text) })

/** Credentials of the call are in no record, so there is one header to tell. */
const requestText = (url: string, { contentType, body }: RecordedBody): string =>
  JSON.stringify({ url, headers: contentType === '' ? {} : { 'Content-Type': contentType }, body: body ?? '' })

const factsOf = ({ bytes, truncated, encoding }: RecordedBody) => ({ bytes, truncated, encoding })
