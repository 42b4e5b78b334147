import { z } from 'zod'
import { HeaderName, type HttpSink, type KafkaSink, LogSink } from './inference-log-sink.ts'
import { scaledComponents } from './scaling.ts'

/** What callers prove themselves with. */
const secret = /^(authorization|api-key|x-api-key|x-goog-api-key|ocp-apim-subscription-key|cookie2?|x-amz-security-token)$/i

export const logModes = ['none', 'all', 'inputs', 'outputs'] as const
export type LogMode = (typeof logModes)[number]

/** What is kept of a deployment's calls, and where. As it is stored and shown it holds no secret. */
export const InferenceLogSetting = z.strictObject({
  mode: z.enum(logModes).describe('Bodies that are kept: none, of requests, of answers, or both'),
  sampling: z.number().min(0).max(1).default(1).describe('Share of the calls that is kept'),
  redactFields: z
    .array(z.string().min(1).max(200))
    .max(100)
    .default([])
    .describe('Names of JSON fields whose values are replaced, at any depth; credentials always are'),
  maxBodyBytes: z
    .int()
    .min(1_024)
    .max(1_048_576)
    .default(262_144)
    .describe('What is longer is cut off; kept is at most this much of each body'),
  component: z
    .enum(scaledComponents)
    .optional()
    .describe(
      'Whose requests and answers, where there is a transformer: predictor: what the model gets and says. Default: what callers do',
    ),
  metadataHeaders: z
    .array(HeaderName.refine((name) => !secret.test(name), 'must be no header that holds a credential'))
    .max(16)
    .default([])
    .describe("Headers of callers that events carry as JSON in the attribute metadata, as KServe's do"),
  sink: LogSink.default({ kind: 'file' }),
  onRequest: z
    .boolean()
    .default(true)
    .describe('Whether callers may have their own call kept, by the header ai-inference-observability-persistence-mode'),
})
export type InferenceLogSetting = z.infer<typeof InferenceLogSetting>

/** `sealedSecret` belongs to the sink's `authentication`; null: it has none. */
export type StoredInferenceLog = { readonly setting: InferenceLogSetting; readonly sealedSecret: string | null }

/** As it travels to the gateway with the route. `secret`: what the sink's `authentication` needs, in the clear. */
export type RoutedInferenceLog = InferenceLogSetting & { readonly secret?: string }

/** A sink elsewhere with what it takes to be let in. */
export type RoutedSink = (HttpSink | KafkaSink) & { readonly secret?: string }

/** Of a deployment for which nothing was set. */
export const noInferenceLog: InferenceLogSetting = {
  mode: 'none',
  sampling: 1,
  redactFields: [],
  maxBodyBytes: 262_144,
  metadataHeaders: [],
  sink: { kind: 'file' },
  onRequest: true,
}
