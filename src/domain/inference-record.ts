import { z } from 'zod'
import type { Label } from './configuration.ts'
import { scaledComponents } from './scaling.ts'

const Body = z.object({
  contentType: z.string(),
  /** Of the whole body. */
  bytes: z.number(),
  truncated: z.boolean(),
  encoding: z.enum(['text', 'base64', 'withheld']),
  body: z.string().nullable(),
})
export type RecordedBody = z.infer<typeof Body>

const Facts = z.object({
  requestId: z.string(),
  deploymentName: z.string(),
  modelName: z.string().nullable(),
  modelVersion: z.string().nullable(),
  dialect: z.string(),
  /** Below the deployment, without query. */
  path: z.string(),
  credentialId: z.string().nullable(),
  streaming: z.boolean(),
  responseHttpCode: z.number(),
  outcome: z.string(),
  inputTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  /** Milliseconds. */
  latency: z.number(),
  objectStoreSecretName: z.string().nullable(),
  /** Whose request and answer it is; absent: the predictor's. */
  component: z.enum(scaledComponents).optional(),
})
export const RecordFacts = Facts
export type RecordFacts = z.infer<typeof Facts>
export const RecordedBodyText = Body

/** A line as gateways write them (`telemetry/inference-log-record.ts`). */
export const RecordLine = Facts.extend({
  id: z.string(),
  resourceGroup: z.string(),
  deploymentId: z.string(),
  createdAt: z.iso.datetime(),
  full: z.boolean(),
  labels: z.array(z.object({ key: z.string(), value: z.string() })),
  request: Body.optional(),
  response: Body.optional(),
})

/** What is kept of one call, without its bodies. Times are epoch ms. */
export type RecordSummary = {
  readonly id: string
  readonly resourceGroup: string
  readonly deploymentId: string
  readonly createdAt: number
  /** Its bodies are kept too, as far as that was asked for. */
  readonly full: boolean
  readonly facts: RecordFacts
  /** In the order they were given. */
  readonly labels: readonly Label[]
  /** What callers said of it, as JSON, in that order. */
  readonly feedback: readonly string[]
  /** Room that its bodies take. */
  readonly bytes: number
}

export type RecordBodies = { readonly request: RecordedBody | null; readonly response: RecordedBody | null }
export type NewRecord = Omit<RecordSummary, 'feedback' | 'bytes'> & RecordBodies

/** Absent: any. All that is said must match. `end` is not included. A label without a value matches any. */
export type RecordFilter = {
  readonly deployments: '*' | readonly string[]
  readonly deploymentId?: string
  readonly labels?: readonly { readonly key: string; readonly value: string | null }[]
  readonly start?: number
  readonly end?: number
}

/** That records were taken away, and which. */
export type RecordDeletion = {
  readonly id: string
  readonly resourceGroup: string
  readonly filter: Pick<RecordFilter, 'labels' | 'start' | 'end'>
  readonly submittedAt: number
  readonly completedAt: number
}
