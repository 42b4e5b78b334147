import { Buffer } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from './refusal.ts'
import { parseObject } from './v1-body.ts'

/** A V1 request, as it came or out of a CloudEvent; `answer` puts a JSON body into what the caller expects. */
export type Enveloped = {
  readonly payload: Buffer
  readonly answer: (body: Buffer) => {
    readonly body: Buffer
    readonly contentType: string | null
    readonly headers: Readonly<Record<string, string>>
  }
}

/** Binary CloudEvents have their attributes in `ce-…` headers, structured ones in the body; the answer has the same attributes. */
export function openEnvelope(headers: IncomingHttpHeaders, payload: Buffer): Enveloped {
  if (/^\s*application\/cloudevents\+json\b/i.test(headers['content-type'] ?? '')) return structured(payload)
  const attributes: Record<string, string> = {}
  if (headers['ce-specversion'] !== undefined)
    for (const [name, value] of Object.entries(headers)) if (name.startsWith('ce-')) attributes[name] = String(value)
  return { payload, answer: (body) => ({ body, contentType: null, headers: attributes }) }
}

function structured(payload: Buffer): Enveloped {
  const { data, data_base64: base64, datacontenttype: _, ...attributes } = parseObject(payload)
  if (data === undefined && typeof base64 !== 'string') throw new Refusal(400, 'the CloudEvent must hold "data" or "data_base64"')
  return {
    payload: data === undefined ? Buffer.from(String(base64), 'base64') : Buffer.from(JSON.stringify(data)),
    answer(body) {
      const start = JSON.stringify({ ...attributes, datacontenttype: 'application/json' }).slice(0, -1)
      return {
        body: Buffer.concat([Buffer.from(`${start},"data":`), body, Buffer.from('}')]),
        contentType: 'application/cloudevents+json',
        headers: {},
      }
    },
  }
}
