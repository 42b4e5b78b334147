import { z } from 'zod'

/** A URL without name and password in it: those would be told to everyone who reads the setting. */
const SinkUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2_000)
  .refine((text) => URL.parse(text)?.username === '' && URL.parse(text)?.password === '', 'must hold no user name and password')

/** Goes in, and never comes out again. Left out in a change, the one that was given before stays. */
const secretFields = {
  secret: z
    .string()
    .min(1)
    .max(8_192)
    .regex(/^[^\0\r\n]+$/, 'must be one line')
    .optional()
    .meta({ writeOnly: true, description: 'The token, the value of the header, or the password; never answered' }),
  secretSet: z.boolean().optional().meta({ readOnly: true, description: 'Whether there is a secret' }),
}

/** What a request says of itself already, and what would change how it is read. */
const reserved = /^(ce-.*|content-.*|host|connection|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*)$/i

export const HeaderName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'must be the name of an HTTP header')
  .refine((name) => !reserved.test(name), 'must be a header that is free to use, such as "X-Api-Key"')

const HttpAuthentication = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bearer'), ...secretFields }),
  z.strictObject({ kind: z.literal('header'), name: HeaderName, ...secretFields }),
])

const KafkaAuthentication = z.strictObject({
  kind: z.literal('sasl'),
  mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']),
  username: z.string().min(1).max(255),
  ...secretFields,
})

export const Broker = z
  .string()
  .max(260)
  .regex(/^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/, 'must be "host:port"')
  .refine((text) => Number(/\d+$/.exec(text)?.[0]) <= 65_535, 'must have a port of at most 65535')

const HttpSink = z.strictObject({
  kind: z.literal('http'),
  url: SinkUrl.describe('Gets a CloudEvent for each request and each response'),
  format: z
    .enum(['binary', 'structured'])
    .default('binary')
    .describe('binary: attributes in headers, the body as data; structured: all in one JSON object'),
  authentication: HttpAuthentication.optional(),
})

const KafkaSink = z.strictObject({
  kind: z.literal('kafka'),
  brokers: z
    .array(Broker)
    .max(16)
    .default([])
    .describe('Where to begin; the others are asked for. Default: those of the installation (--kafka-brokers)'),
  topic: z
    .string()
    .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/, 'must be 1 to 249 letters, digits, ".", "_" or "-"')
    .describe('Is there already, or the brokers make it; CREATE: one of its own is made, and named in the answer'),
  partitions: z.int().min(1).max(1_000).optional().describe('Of a topic that is made by CREATE; default 1'),
  replicas: z.int().min(1).max(10).optional().describe('Of a topic that is made by CREATE; default 1'),
  mustExist: z.boolean().optional().describe('true: the setting is refused where the topic is not there'),
  format: z
    .enum(['record', 'binary', 'structured', 'hopsworks'])
    .default('record')
    .describe(
      'record: one message for each call; binary, structured: an event for each request and each response; hopsworks: a record for each, as Hopsworks writes them',
    ),
  tls: z.boolean().default(false),
  ca: z
    .string()
    .max(65_536)
    .regex(/^\s*-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----\s*$/, 'must be certificates in PEM')
    .optional()
    .describe('Trusted instead of the well-known authorities'),
  authentication: KafkaAuthentication.optional(),
})

export const LogSink = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file') }),
  z.strictObject({ kind: z.literal('store') }),
  HttpSink,
  KafkaSink,
])
export type LogSink = z.infer<typeof LogSink>
export type HttpSink = z.infer<typeof HttpSink>
export type KafkaSink = z.infer<typeof KafkaSink>
