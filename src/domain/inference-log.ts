import { z } from 'zod'

export const logModes = ['none', 'all', 'inputs', 'outputs'] as const
export type LogMode = (typeof logModes)[number]

/** A URL without name and password in it: those would be told to everyone who reads the setting. */
const SinkUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2_000)
  .refine((text) => URL.parse(text)?.username === '' && URL.parse(text)?.password === '', 'must hold no user name and password')

export const LogSink = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file') }),
  z.strictObject({
    kind: z.literal('http'),
    url: SinkUrl.describe('Gets a CloudEvent for each request and each response'),
    format: z
      .enum(['binary', 'structured'])
      .default('binary')
      .describe('binary: attributes in headers, the body as data; structured: all in one JSON object'),
  }),
])

/** What is kept of a deployment's calls, and where. Plain data: it travels to the gateway with the route. */
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
  sink: LogSink.default({ kind: 'file' }),
  onRequest: z
    .boolean()
    .default(true)
    .describe('Whether callers may have their own call kept, by the header ai-inference-observability-persistence-mode'),
})
export type InferenceLogSetting = z.infer<typeof InferenceLogSetting>
export type LogSink = z.infer<typeof LogSink>

/** Of a deployment for which nothing was set. */
export const noInferenceLog: InferenceLogSetting = {
  mode: 'none',
  sampling: 1,
  redactFields: [],
  maxBodyBytes: 262_144,
  sink: { kind: 'file' },
  onRequest: true,
}
