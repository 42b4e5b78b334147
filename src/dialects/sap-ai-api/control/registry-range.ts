import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../../domain/failure.ts'
import { renderErrorBody } from './errors.ts'

/** The one byte range that a request asks for; null: the whole (also for what is no range, or of another state of the file: RFC 9110 §14.2). */
export const rangeOf = (
  headers: IncomingHttpHeaders,
  bytes: number,
  etag: string,
): { readonly from: number; readonly to: number } | 'unsatisfiable' | null => {
  const { range, 'if-range': ifRange } = headers
  const [all, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? []
  if (all === undefined || (first === '' && last === '') || (ifRange !== undefined && ifRange !== etag)) return null
  if (first === '')
    return Number(last) === 0 || bytes === 0 ? 'unsatisfiable' : { from: Math.max(0, bytes - Number(last)), to: bytes }
  if (last !== '' && Number(last) < Number(first)) return null
  if (Number(first) >= bytes) return 'unsatisfiable'
  return { from: Number(first), to: last === '' ? bytes : Math.min(bytes, Number(last) + 1) }
}

export const sendUnsatisfiable = (request: FastifyRequest, reply: FastifyReply, bytes: number) => {
  const failure = new Failure('invalid', `range: the file has ${bytes} bytes`, { target: 'range', code: 'RangeNotSatisfiable' })
  return reply
    .code(416)
    .header('content-range', `bytes */${bytes}`)
    .send(renderErrorBody(failure, request.id, request.url.split('?')[0] ?? ''))
}
