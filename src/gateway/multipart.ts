import { Buffer } from 'node:buffer'

/** A part's text and where its bytes are in the body. */
export type Part = { readonly value: string; readonly start: number; readonly end: number }

const blankLine = Buffer.from('\r\n\r\n')
/** Headers of one part; more is no real upload. */
const maxHeaderBytes = 16 * 1024

/** Finds a text field of a multipart form without taking the body apart: nothing is re-encoded. */
export function findPart(body: Buffer, contentType: string, name: string): Part | null {
  const boundary = /boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType)
  if (!boundary) return null
  const delimiter = Buffer.from(`--${boundary[1] ?? boundary[2]}`)
  let at = body.indexOf(delimiter)
  while (at !== -1) {
    const headersAt = at + delimiter.length
    const gap = body.indexOf(blankLine, headersAt)
    if (gap === -1 || gap - headersAt > maxHeaderBytes) return null
    const start = gap + blankLine.length
    const next = body.indexOf(delimiter, start)
    if (next === -1) return null
    const headers = body.toString('utf8', headersAt, gap)
    if (isField(headers, name)) return { value: body.toString('utf8', start, next - 2), start, end: next - 2 }
    at = next
  }
  return null
}

/** Exchanges a text field's value; the same bytes where there is no such field. */
export function setPart(body: Buffer, contentType: string, name: string, value: string): Buffer {
  const part = findPart(body, contentType, name)
  return part ? Buffer.concat([body.subarray(0, part.start), Buffer.from(value), body.subarray(part.end)]) : body
}

function isField(headers: string, name: string): boolean {
  const disposition = headers.split('\r\n').find((line) => /^content-disposition\s*:/i.test(line))
  if (!disposition || /;\s*filename\*?=/i.test(disposition)) return false
  const found = /;\s*name=(?:"([^"]*)"|([^;\s]+))/i.exec(disposition)
  return found !== null && (found[1] ?? found[2]) === name
}
