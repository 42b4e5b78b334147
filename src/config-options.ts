import { z } from 'zod'
import { oidcOptions } from './config-oidc.ts'
import { referenceOptions } from './config-references.ts'
import { Broker } from './domain/inference-log-sink.ts'
import { leastMinuteSumsDays } from './domain/usage-sums.ts'

/** A setting: the same name as flag, environment variable (`LECTERN_…`) and key of `lectern.yaml`. */
export type ConfigOption = {
  readonly key: string
  /** null for a secret: what stands on a command line is seen by everybody on the machine. */
  readonly flag: string | null
  readonly description: string
  readonly schema: z.ZodType
}

const port = z.coerce.number().int().min(0).max(65535)
const days = z.coerce.number().int().min(1).max(36_500)
const flag = z.union([z.boolean(), z.stringbool()])

/** Every setting there is. Flags of `lectern up`, its help, the environment and the file are all read through this table. */
export const configOptions = [
  { key: 'port', flag: '--port <number>', description: 'public port (0: any free one)', schema: port.default(8080) },
  { key: 'host', flag: '--host <address>', description: 'address to listen on', schema: z.string().min(1).default('127.0.0.1') },
  {
    key: 'grpcPort',
    flag: '--grpc-port <number|off>',
    description: 'port for gRPC alone, beside the public one, which takes gRPC calls too (default: 8081 where it is free)',
    schema: z.union([z.literal('off'), port]).optional(),
  },
  {
    key: 'inferencePort',
    flag: '--inference-port <number>',
    description:
      'a second port for inference alone, with TLS and without: clients of Hopsworks speak gRPC without, those of 4.5 and before nothing else (default: none)',
    schema: port.min(1).optional(),
  },
  {
    key: 'dataDir',
    flag: '--data-dir <path>',
    description: 'where everything is kept',
    schema: z.string().min(1).default('./data'),
  },
  { key: 'demo', flag: '--no-demo', description: 'do not deploy the demo model', schema: flag.default(true) },
  {
    key: 'publicUrl',
    flag: '--public-url <url>',
    description: 'address under which callers reach this server (default: as they called it)',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  {
    key: 'databaseUrl',
    flag: '--database-url <url>',
    description: 'postgres://… (default: SQLite in the data directory)',
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  },
  {
    key: 'tls',
    flag: '--tls <mode>',
    description: 'self-signed: serve https with a certificate made here',
    schema: z.enum(['self-signed']).optional(),
  },
  {
    key: 'tlsCert',
    flag: '--tls-cert <file>',
    description: 'PEM certificate (chain) to serve https with',
    schema: z.string().optional(),
  },
  { key: 'tlsKey', flag: '--tls-key <file>', description: 'PEM key of the certificate', schema: z.string().optional() },
  {
    key: 'corsOrigins',
    flag: '--cors-origins <url,…>',
    description: 'origins of web pages that may call from a browser, with commas; * for any (default: none)',
    schema: z
      .union([z.array(z.string()), z.string().transform((text) => text.split(',').map((each) => each.trim()))])
      .pipe(
        z.array(
          z.string().regex(/^(\*|https?:\/\/[^/\s,]+)$/, 'must be origins such as https://app.example.com, without a path, or *'),
        ),
      )
      .default([]),
  },
  {
    key: 'allowPrivate',
    flag: '--allow-private <yes|no>',
    description: 'may connections reach private addresses? (default: only while listening on loopback)',
    schema: flag.optional(),
  },
  {
    key: 'masterKey',
    flag: null,
    description: 'seals secrets; 32 bytes (default: a file in the data directory)',
    schema: z.base64().optional(),
  },
  ...referenceOptions,
  ...oidcOptions,
  {
    key: 'llamaServer',
    flag: '--llama-server <path>',
    description: 'llama-server program for GGUF models (default: on the PATH, else the built-in runner)',
    schema: z.string().optional(),
  },
  {
    key: 'python',
    flag: '--python <path>',
    description: 'Python 3.9 or newer for predictor scripts (default: python3 on the PATH)',
    schema: z.string().min(1).optional(),
  },
  {
    key: 'kafkaBrokers',
    flag: '--kafka-brokers <host:port,…>',
    description: 'Kafka brokers for inference logs that name none',
    schema: z
      .union([z.array(z.string()), z.string().transform((text) => text.split(',').map((each) => each.trim()))])
      .pipe(z.array(Broker))
      .default([]),
  },
  {
    key: 'containerSocket',
    flag: '--container-socket <path>',
    description: 'Unix socket of Docker or Podman (default: DOCKER_HOST, else the usual places)',
    schema: z.string().min(1).optional(),
  },
  {
    key: 'machineCores',
    flag: '--machine-cores <number>',
    description: 'cores that instances may be given together (default: those of this machine)',
    schema: z.coerce.number().min(0.001).max(100_000).optional(),
  },
  {
    key: 'machineMemoryMb',
    flag: '--machine-memory-mb <number>',
    description: 'MB of memory that instances may be given together (default: those of this machine)',
    schema: z.coerce.number().int().min(1).optional(),
  },
  {
    key: 'warmPool',
    flag: '--warm-pool <number>',
    description: 'processes of each built-in runtime that are started ahead, for instances that start later (default: none)',
    schema: z.coerce.number().int().min(0).max(100).default(0),
  },
  {
    key: 'hfEndpoint',
    flag: '--hf-endpoint <url>',
    description: 'model hub (default: HF_ENDPOINT, else the public one)',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  {
    key: 'catalogFile',
    flag: '--catalog-file <path>',
    description: 'own catalog entries (default: catalog.yaml in the data directory)',
    schema: z.string().optional(),
  },
  {
    key: 'drainSeconds',
    flag: '--drain-seconds <n>',
    description: 'how long a stop waits for calls in flight',
    schema: z.coerce.number().min(0).max(3600).default(30),
  },
  {
    key: 'startingSeconds',
    flag: '--starting-seconds <n>',
    description: 'how long a call waits for a deployment that is starting',
    schema: z.coerce.number().min(0).max(3600).default(60),
  },
  {
    key: 'idleSeconds',
    flag: '--idle-seconds <n>',
    description: 'silence after which an answering backend counts as dead',
    schema: z.coerce.number().min(1).max(86400).default(300),
  },
  {
    key: 'firstByteSeconds',
    flag: '--first-byte-seconds <n>',
    description: 'how long a backend may take until its first byte',
    schema: z.coerce.number().min(1).max(86400).default(600),
  },
  {
    key: 'region',
    flag: '--region <name>',
    description: "where Azure's clients are told to be: the location of accounts, and x-ms-region",
    schema: z
      .string()
      .regex(/^[\w .-]{1,64}$/, 'a name of letters, digits, blanks, dots and dashes')
      .default('local'),
  },
  {
    key: 'maxBodyMb',
    flag: '--max-body-mb <n>',
    description: 'largest request body',
    schema: z.coerce.number().min(1).max(1024).default(64),
  },
  {
    key: 'ledgerDurability',
    flag: '--ledger-durability <os|disk>',
    description:
      'os: usage records survive the death of a process; disk: also a power cut (an answer ends when its record is on disk)',
    schema: z.enum(['os', 'disk']).default('os'),
  },
  {
    key: 'otlpEndpoint',
    flag: '--otlp-endpoint <url>',
    description: 'OpenTelemetry collector (OTLP over HTTP) that gets traces (default: OTEL_EXPORTER_OTLP_ENDPOINT, else none)',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  {
    key: 'traceSampling',
    flag: '--trace-sampling <share>',
    description: 'share of the calls that is traced where the caller has not decided, from 0 to 1',
    schema: z.coerce.number().min(0).max(1).default(1),
  },
  {
    key: 'otlpMetricsSeconds',
    flag: '--otlp-metrics-seconds <n>',
    description:
      'how often the collector gets metrics, too (0: never; default: 60 where OTEL_EXPORTER_OTLP_METRICS_ENDPOINT names a collector, else 0)',
    schema: z.coerce.number().min(0).max(86400).optional(),
  },
  {
    key: 'ledgerRetentionDays',
    flag: '--ledger-retention-days <n>',
    description: 'how long single calls stay in the ledger; sums of them stay for ever',
    schema: z.coerce.number().int().min(2).max(36500).default(400),
  },
  {
    key: 'minuteSumsRetentionDays',
    flag: '--minute-sums-retention-days <n>',
    description: 'how long usage is kept by the minute; by the hour and the day it is kept for ever',
    schema: z.coerce.number().int().min(leastMinuteSumsDays).max(36500).default(40),
  },
  {
    key: 'auditDays',
    flag: '--audit-days <n>',
    description: 'how long the audit trail is kept',
    schema: days.default(400),
  },
  { key: 'recordDays', flag: '--record-days <n>', description: 'how long inference records stay', schema: days.default(30) },
  {
    key: 'smtpUrl',
    flag: null,
    description: 'SMTP server that notifications go by: smtp://user:password@host:587 or smtps://… (default: none)',
    schema: z.url({ protocol: /^smtps?$/ }).optional(),
  },
  {
    key: 'smtpFrom',
    flag: '--smtp-from <address>',
    description: 'who e-mail is from; belongs to LECTERN_SMTP_URL',
    schema: z.string().min(3).max(320).optional(),
  },
  {
    key: 'upgradeWindowDays',
    flag: '--upgrade-window-days <n>',
    description:
      'deployments that follow new default versions do so within so many days of them, one after the other (0: at once)',
    schema: z.coerce.number().min(0).max(14).default(0),
  },
  {
    key: 'logLevel',
    flag: '--log-level <level>',
    description: 'trace, debug, info, warn, error',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  },
] as const satisfies readonly ConfigOption[]
