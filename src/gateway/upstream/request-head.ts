import { Buffer } from 'node:buffer'
import { isToken } from './field-names.ts'
import { LineError, type SentRequest } from './handler.ts'

/** RFC 9110 §5.5, with the bytes above ASCII that Latin-1 has. */
const badValue = /[^\t\x20-\x7e\x80-\xff]/
const badPath = /[^\x21-\x7e\x80-\xff]/

/** About the connection or the framing, which are ours to say. */
const ours = new Set(['connection', 'transfer-encoding', 'keep-alive', 'upgrade', 'expect', 'te', 'trailer', 'proxy-connection'])

/** Methods whose request says that it has no body, where it has none. */
const expectsBody = new Set(['POST', 'PUT', 'PATCH', 'QUERY', 'PROPFIND', 'PROPPATCH'])

/** Latin-1, with the empty line; `length`: of the body that follows. */
export type RequestHead = { readonly text: string; readonly length: number }

/** Throws `LineError('REQUEST_INVALID')`. */
export function requestHead({ method, path, headers, body }: SentRequest, host: string): RequestHead {
  if (!isToken(method)) throw invalid('the method', method)
  if (badPath.test(path) || path === '') throw invalid('the path', path)
  let fields = ''
  let ownHost = host
  let said = -1
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] as string
    const value = headers[at + 1] as string
    if (!isToken(name)) throw invalid('a header name', name)
    if (badValue.test(value)) throw invalid(`the header "${name}"`, value)
    if (name === 'host') ownHost = value
    else if (name === 'content-length') said = lengthIn(value, said)
    else if (ours.has(name)) throw invalid('a header about the connection', name)
    else fields += `${name}: ${value}\r\n`
  }
  const length = lengthOf(body, said, method)
  const tail = length === null ? '\r\n' : `content-length: ${length}\r\n\r\n`
  const text = `${method} ${path} HTTP/1.1\r\nhost: ${ownHost}\r\nconnection: keep-alive\r\n${fields}${tail}`
  return { text, length: length ?? 0 }
}

/** Null: nothing is said of a body. */
function lengthOf(body: SentRequest['body'], said: number, method: string): number | null {
  if (body === null) {
    if (said > 0) throw invalid('the content-length of no body', String(said))
    return said === 0 || expectsBody.has(method) ? 0 : null
  }
  if (!Buffer.isBuffer(body)) {
    if (said === -1) throw invalid('a streamed body', 'its length is not known')
    return said
  }
  if (said !== -1 && said !== body.length) throw invalid('the content-length', `${said} for ${body.length} bytes`)
  return body.length
}

function lengthIn(value: string, before: number): number {
  const length = /^\d{1,15}$/.test(value) ? Number(value) : -1
  if (length === -1 || (before !== -1 && before !== length)) throw invalid('the content-length', value)
  return length
}

const invalid = (what: string, value: string): LineError =>
  new LineError('REQUEST_INVALID', `${what} cannot be sent: ${JSON.stringify(value.slice(0, 100))}`)
