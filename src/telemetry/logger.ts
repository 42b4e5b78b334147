import { destination, pino } from 'pino'
import type { LineWriter } from './line-writer.ts'

/** Events with fields, first the fields: `log.info({ deploymentId }, 'instance ready')`. Any pino logger is one. */
export type Log = {
  readonly level: string
  debug(fields: object, event: string): void
  info(fields: object, event: string): void
  warn(fields: object, event: string): void
  error(fields: object, event: string): void
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export type LoggerOptions = {
  readonly level: LogLevel
  /** Name of the process: `gateway`, `control`. */
  readonly name: string
  /** Default: standard output, collected for up to 4 KB or a second, so that a log line never waits for the disk. */
  readonly to?: LineWriter
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
const redacted = '[redacted]'

/** JSON lines: `{"level":"info","time":"2026-11-20T06:00:00.000Z","name":"gateway",…,"msg":"event"}`. */
export function makeLogger(options: LoggerOptions): Log {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: { name: options.name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: (fields) => concealed(fields, deepest) as Record<string, unknown> },
  }
  const to = options.to ?? destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 1000 })
  const slow = pino(settings, to)
  const quick = (level: 'debug' | 'info' | 'warn' | 'error') => {
    const tail = `,"name":${JSON.stringify(options.name)}`
    return (fields: object, event: string): void => {
      if (!slow.isLevelEnabled(level)) return
      const said = plainFields(fields)
      if (said === null) slow[level](fields, event)
      else to.write(`{"level":"${level}"${timeNow()}${tail}${said},"msg":${JSON.stringify(event)}}\n`)
    }
  }
  return { level: options.level, debug: quick('debug'), info: quick('info'), warn: quick('warn'), error: quick('error') }
}

/** As pino writes it, put together anew only when the millisecond is another: that is much of a line's cost. */
const timeNow = (() => {
  const { epochTime, isoTime } = pino.stdTimeFunctions
  let epoch = ''
  let text = ''
  return (): string => {
    const now = epochTime()
    if (now !== epoch) [epoch, text] = [now, isoTime()]
    return text
  }
})()

/** Fields without objects or secrets among them, as nearly all events have, in a third of the time that pino takes; null: there are others. */
function plainFields(fields: object): string | null {
  for (const name in fields) {
    const value: unknown = (fields as Record<string, unknown>)[name]
    if ((value !== null && !plainTypes.has(typeof value)) || isSecret(name)) return null
  }
  const text = JSON.stringify(fields)
  return text === '{}' ? '' : `,${text.slice(1, -1)}`
}

const plainTypes: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'undefined'])

/** pino's own redaction parses its paths for every line: on the hot path that is a fifth of all CPU. */
function concealed(value: object, depth: number): object {
  let copy: Record<string, unknown> | null = null
  for (const name in value) {
    const each = (value as Record<string, unknown>)[name]
    let shown = each
    if (isSecret(name)) shown = each === null || each === undefined ? each : redacted
    else if (typeof each === 'object' && each !== null && depth > 1 && !(each instanceof Error))
      shown = concealed(each, depth - 1)
    if (shown === each) continue
    copy ??= Array.isArray(value) ? ([...value] as unknown as Record<string, unknown>) : { ...(value as Record<string, unknown>) }
    copy[name] = shown
  }
  return copy ?? value
}

const judged = new Map<string, boolean>()

/** Field names are few: each is judged once. */
function isSecret(name: string): boolean {
  const known = judged.get(name)
  if (known !== undefined) return known
  const secret = secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ''))
  if (judged.size < 10_000) judged.set(name, secret)
  return secret
}
