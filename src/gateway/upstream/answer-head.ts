import { isToken } from './field-names.ts'
import { LineError } from './handler.ts'

/** How the bytes after a head are to be read. */
export type AnswerHead = {
  readonly status: number
  /** Flat name, value list; names as they were written, values without the blanks around them. */
  readonly raw: readonly string[]
  /** `content-length`; -1 = not said. */
  readonly length: number
  readonly chunked: boolean
  /** Whether the connection may carry another request. */
  readonly keepAlive: boolean
  /** The `timeout` of `keep-alive`, in milliseconds: how long the other side waits for another request. */
  readonly keepAliveMs: number | null
}

export const maxHeadBytes = 16 * 1024
const maxFields = 256

/** Control characters, a CR or LF on its own, and lines that go on in the next: each a way to say two things at once. */
const forbidden = /[^\t\r\n\x20-\x7e\x80-\xff]|\r(?!\n)|[^\r]\n|\n[ \t]/

export const malformed = (what: string): LineError =>
  new LineError('ANSWER_MALFORMED', `the answer is no sound HTTP/1.1: ${what}`)

/** Throws where what has come of a head so far is wrong already. */
export function refuseForbidden(text: string): void {
  if (forbidden.test(text.endsWith('\r') ? text.slice(0, -1) : text)) throw malformed('a control character or a folded line')
}

/** `text`: a whole head up to and including the CRLF of its last line. Throws `LineError`. */
export function parseHead(text: string): AnswerHead {
  if (forbidden.test(text)) throw malformed('a control character or a folded line in the head')
  const minor = text.charCodeAt(7) - 48
  const status = statusIn(text)
  if (!text.startsWith('HTTP/1.') || (minor !== 0 && minor !== 1) || status === 0) throw malformed('the status line')
  const raw = parseFields(text, text.indexOf('\r\n') + 2)
  let length = -1
  let chunked = false
  let keepAlive = minor === 1
  let keepAliveMs: number | null = null
  for (let at = 0; at < raw.length; at += 2) {
    // Most names have another length than these four.
    switch ((raw[at] as string).length) {
      case 10: {
        const name = (raw[at] as string).toLowerCase()
        if (name === 'connection') keepAlive = staysOpen(raw[at + 1] as string, keepAlive)
        else if (name === 'keep-alive') keepAliveMs = timeoutIn(raw[at + 1] as string)
        break
      }
      case 14:
        if ((raw[at] as string).toLowerCase() !== 'content-length') break
        if (length !== -1) throw malformed('more than one content-length')
        length = lengthIn(raw[at + 1] as string)
        break
      case 17:
        if ((raw[at] as string).toLowerCase() !== 'transfer-encoding') break
        if (chunked) throw malformed('more than one transfer-encoding')
        if ((raw[at + 1] as string).toLowerCase() !== 'chunked') throw malformed('a transfer-encoding other than chunked')
        chunked = true
    }
  }
  if (chunked && length !== -1) throw malformed('both content-length and transfer-encoding')
  // RFC 9112 §6.1: chunks in HTTP/1.0 are read, but the connection is not trusted any more.
  return { status, raw, length, chunked, keepAlive: keepAlive && !(chunked && minor === 0), keepAliveMs }
}

/** Fields from `at` to the end of the text, each with its CRLF. */
export function parseFields(text: string, at: number): string[] {
  const raw: string[] = []
  while (at < text.length) {
    const end = text.indexOf('\r\n', at)
    const colon = text.indexOf(':', at)
    if (colon === -1 || colon > end) throw malformed('a field without a colon')
    const name = text.slice(at, colon)
    if (!isToken(name)) throw malformed('a field name')
    if (raw.length === maxFields * 2) throw new LineError('HEAD_TOO_LARGE', `the answer has more than ${maxFields} fields`)
    let from = colon + 1
    let to = end
    while (from < to && isBlank(text.charCodeAt(from))) from += 1
    while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1
    // Some read such a transfer-encoding as another one.
    if (to < end && name.length === 17 && text.slice(to, end).includes('\t')) throw malformed('a tab after a value')
    raw.push(name, text.slice(from, to))
    at = end + 2
  }
  return raw
}

const isBlank = (code: number): boolean => code === 32 || code === 9

/** `HTTP/1.1 200` and then a blank or the line's end; 0 where it is not that. */
function statusIn(text: string): number {
  const after = text.charCodeAt(12)
  if (text.charCodeAt(8) !== 32 || (after !== 32 && after !== 13)) return 0
  let status = 0
  for (let at = 9; at < 12; at += 1) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return 0
    status = status * 10 + digit
  }
  return status < 100 ? 0 : status
}

function lengthIn(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw malformed('the content-length')
  return Number(value)
}

function staysOpen(value: string, before: boolean): boolean {
  if (value === 'keep-alive') return true
  const tokens = value.toLowerCase().split(',')
  let stays = before
  for (const each of tokens) {
    if (each.trim() === 'close') return false
    if (each.trim() === 'keep-alive') stays = true
  }
  return stays
}

const timeoutIn = (value: string): number | null => {
  const seconds = /(?:^|[,; ])timeout=(\d{1,7})/i.exec(value)?.[1]
  return seconds === undefined ? null : Number(seconds) * 1000
}
