import { type Buffer, isUtf8 } from 'node:buffer'

/** A body as it may be kept. `base64`: what is no text. */
export type Shown =
  | { readonly encoding: 'text' | 'base64'; readonly body: string }
  | { readonly encoding: 'withheld'; readonly body: null; readonly why: string }

const gone = '[redacted]'

/** Credentials by their shape, wherever they stand: API keys of the usual providers and ours, tokens, private keys. */
const credentials = new RegExp(
  [
    'lk_[a-z0-9]{12}_[A-Za-z0-9]{43}',
    '\\b(?:sk|pk|rk)-[\\w-]{16,}',
    '\\bAIza[\\w-]{35}',
    '\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b',
    '\\bgh[pousr]_[A-Za-z0-9]{36,}',
    '\\bgithub_pat_\\w{22,}',
    '\\bhf_[A-Za-z0-9]{30,}',
    '\\bxox[abeprs]-[\\w-]{10,}',
    '\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*',
    '-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?',
  ].join('|'),
  'g',
)
const bearer = /\b(Bearer|Basic)(\s+)[\w.~+/=-]{16,}/gi

const names = [
  ...['authorization', 'proxy-authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'cookie', 'set-cookie', 'password'],
  ...['passphrase', 'client-secret', 'secret-access-key', 'access-token', 'refresh-token', 'id-token', 'private-key'],
  ...['session-token', 'aws-secret-access-key', 'credentials?'],
]
const anyName = names.map((name) => name.replaceAll('-', '[-_]?')).join('|')
/** Values of JSON fields that hold credentials; read as text, so that torn JSON is no way around it. */
const fields = new RegExp(String.raw`("(?:${anyName})"\s*:\s*")(?:\\.|[^"\\])*`, 'gi')
/** The same in JSON that stands in a string, as arguments of tool calls do: every quote and backslash has one more before it. */
const fieldsInside = new RegExp(String.raw`(\\"(?:${anyName})\\"\s*:\s*\\")(?:\\\\(?:\\.|[^"\\])|\\[^"\\]|[^"\\])*`, 'gi')

/**
 * What may be kept of a body. Credentials are always replaced; so are the values of the JSON fields in `hidden`
 * (lower case), at any depth. Where those are asked for and the body cannot be read as JSON, nothing of it is kept.
 */
export function redact(bytes: Buffer, cut: boolean, hidden: ReadonlySet<string>): Shown {
  if (!isText(bytes, cut)) {
    return hidden.size > 0 ? withheld : { encoding: 'base64', body: bytes.toString('base64') }
  }
  const text = cut ? bytes.toString('utf8').replace(/\uFFFD+$/, '') : bytes.toString('utf8')
  if (hidden.size === 0 || text.trim() === '') return { encoding: 'text', body: withoutCredentials(text) }
  const read = withoutFields(text, hidden)
  return read === null ? withheld : { encoding: 'text', body: withoutCredentials(read) }
}

const withheld: Shown = { encoding: 'withheld', body: null, why: 'fields are to be redacted, and this is no whole JSON' }

/** The cut may have gone through a character. */
const isText = (bytes: Buffer, cut: boolean): boolean =>
  isUtf8(bytes) || (cut && [1, 2, 3].some((less) => isUtf8(bytes.subarray(0, -less))))

const withoutCredentials = (text: string): string =>
  text
    .replace(fields, (_, before: string) => `${before}${gone}`)
    .replace(fieldsInside, (_, before: string) => `${before}${gone}`)
    .replace(bearer, (_, scheme: string, gap: string) => `${scheme}${gap}${gone}`)
    .replace(credentials, gone)

/** JSON, or an event stream whose events are; null where it is neither. */
function withoutFields(text: string, hidden: ReadonlySet<string>): string | null {
  const whole = withoutFieldsIn(text, hidden)
  if (whole !== null) return whole
  const lines: string[] = []
  let events = 0
  for (const line of text.split('\n')) {
    const data = /^data: ?(.*?)\r?$/.exec(line)?.[1]
    if (data === undefined) {
      // Other lines of a stream are names and comments; anything else is not ours to judge.
      if (!/^(event|id|retry)?:|^\r?$/.test(line)) return null
      lines.push(line)
      continue
    }
    events += 1
    const shown = data === '[DONE]' || data === '' ? data : withoutFieldsIn(data, hidden)
    if (shown === null) return null
    lines.push(`data: ${shown}`)
  }
  return events > 0 ? lines.join('\n') : null
}

/** The very text where nothing had to be replaced: numbers may not survive reading and writing. */
function withoutFieldsIn(text: string, hidden: ReadonlySet<string>): string | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null // what it throws is what is asked
  }
  let replaced = false
  const walk = (each: unknown): unknown => {
    if (typeof each === 'string') return inside(each)
    if (Array.isArray(each)) return each.map(walk)
    if (typeof each !== 'object' || each === null) return each
    return Object.fromEntries(
      Object.entries(each).map(([name, inner]) => {
        if (!hidden.has(name.toLowerCase())) return [name, walk(inner)]
        replaced = true
        return [name, gone]
      }),
    )
  }
  /** Arguments of tool calls are JSON in a string. */
  const inside = (each: string): string => {
    if (!/^\s*[{[]/.test(each)) return each
    const shown = withoutFieldsIn(each, hidden)
    if (shown === null || shown === each) return each
    replaced = true
    return shown
  }
  const shown = walk(value)
  return replaced ? JSON.stringify(shown) : text
}
