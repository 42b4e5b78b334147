import { type DestinationStream, destination, pino } from 'pino'

/** Events with fields, first the fields: `log.info({ deploymentId }, 'instance ready')`. Any pino logger is one. */
export type Log = {
  readonly level: string
  debug(fields: object, event: string): void
  info(fields: object, event: string): void
  warn(fields: object, event: string): void
  error(fields: object, event: string): void
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export type LoggerOptions = {
  readonly level: LogLevel
  /** Name of the process: `gateway`, `control`. */
  readonly name: string
  /** Default: standard output, collected for up to 4 KB or a second, so that a log line never waits for the disk. */
  readonly to?: DestinationStream
}

/** Fields that hold secrets, in lower case and without dashes. Their values are replaced, at any of the first four depths. */
const secretNames = new Set([
  ...[
    'authorization',
    'proxyauthorization',
    'apikey',
    'xapikey',
    'cookie',
    'setcookie',
    'password',
    'passphrase',
    'secret',
    'clientsecret',
  ],
  ...['token', 'accesstoken', 'refreshtoken', 'credential', 'privatekey', 'tokenkey', 'masterkey'],
])
const deepest = 4

/** JSON lines: `{"level":"info","time":"2026-11-20T06:00:00.000Z","name":"gateway",…,"msg":"event"}`. */
export function makeLogger(options: LoggerOptions): pino.Logger {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: { name: options.name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: (fields) => concealed(fields, deepest) as Record<string, unknown> },
  }
  return pino(settings, options.to ?? destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 1000 }))
}

/** pino's own redaction parses its paths for every line: on the hot path that is a fifth of all CPU. */
function concealed(value: object, depth: number): object {
  let copy: Record<string, unknown> | null = null
  for (const name in value) {
    const each = (value as Record<string, unknown>)[name]
    let shown = each
    if (isSecret(name)) shown = each === null || each === undefined ? each : '[redacted]'
    else if (typeof each === 'object' && each !== null && depth > 1 && !(each instanceof Error))
      shown = concealed(each, depth - 1)
    if (shown === each) continue
    copy ??= Array.isArray(value) ? ([...value] as unknown as Record<string, unknown>) : { ...(value as Record<string, unknown>) }
    copy[name] = shown
  }
  return copy ?? value
}

const known = new Map<string, boolean>()

/** Field names are few: each is judged once. */
function isSecret(name: string): boolean {
  const judged = known.get(name)
  if (judged !== undefined) return judged
  const secret = secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ''))
  if (known.size < 10_000) known.set(name, secret)
  return secret
}
