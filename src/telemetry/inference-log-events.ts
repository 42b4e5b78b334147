import { Buffer } from 'node:buffer'
import { isCut, type LoggedBody, type LoggedCall, shownOf } from './inference-log-record.ts'
import type { Shown } from './inference-log-redact.ts'

/** A CloudEvent 1.0 before it is bound to what carries it. */
export type LogEvent = {
  readonly attributes: Readonly<Record<string, string>>
  /** '' where nobody said. */
  readonly contentType: string
  readonly shown: Shown
}

/** With the types and attributes of KServe's logger: one for the request, one for the answer, of the same id. */
export function eventsOf(call: LoggedCall): LogEvent[] {
  const { request, response } = call
  const events: LogEvent[] = []
  if (request) events.push(eventOf(call, 'request', request, call.startedAt))
  if (response) events.push(eventOf(call, 'response', response, call.endedAt))
  return events
}

function eventOf(call: LoggedCall, what: 'request' | 'response', body: LoggedBody, time: number): LogEvent {
  const shown = shownOf(body, call.hidden)
  const attributes = {
    ...attributesOf(call, `org.kubeflow.serving.inference.${what}`, time),
    ...(what === 'response' ? { responsehttpcode: String(call.status) } : {}),
    ...(isCut(body) ? { truncated: 'true' } : {}),
    ...(shown.encoding === 'withheld' ? { withheld: shown.why } : {}),
  }
  return { attributes, contentType: body.contentType, shown }
}

export const attributesOf = (call: LoggedCall, type: string, time: number): Record<string, string> => ({
  specversion: '1.0',
  id: call.eventId ?? call.id,
  source: `/v2/inference/deployments/${call.deploymentId}`,
  type,
  time: new Date(time).toISOString(),
  inferenceservicename: call.deploymentName,
  namespace: call.resourceGroup,
  component: call.component ?? 'predictor',
  endpoint: call.canary ? 'canary' : 'default',
  requestid: call.requestId,
  recordedtime: new Date(call.endedAt).toISOString(),
  ...(call.metadata === undefined ? {} : { metadata: call.metadata }),
})

/** The data of an event whose attributes travel beside it. */
export const dataOf = ({ shown }: LogEvent): Buffer =>
  Buffer.from(shown.encoding === 'withheld' ? '' : shown.body, shown.encoding === 'base64' ? 'base64' : 'utf8')

export const structuredType = 'application/cloudevents+json; charset=UTF-8'

/** All of an event as one JSON object. */
export function structured({ attributes, contentType, shown }: LogEvent): Buffer {
  const head = JSON.stringify({ ...attributes, ...(contentType === '' ? {} : { datacontenttype: contentType }) })
  // JSON goes in as the text that it is: numbers may not survive reading and writing.
  const data =
    shown.encoding === 'withheld'
      ? ''
      : shown.encoding === 'base64'
        ? `,"data_base64":"${shown.body}"`
        : `,"data":${isJson(shown.body) ? shown.body : JSON.stringify(shown.body)}`
  return Buffer.from(`${head.slice(0, -1)}${data}}`)
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false // what it throws is what is asked
  }
}

/** An event as an HTTP request tells it. */
export type EventRequest = { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }

/** CloudEvents' HTTP binding. */
export const toRequests = (call: LoggedCall, format: 'binary' | 'structured'): EventRequest[] =>
  eventsOf(call).map((event) =>
    format === 'binary' ? binary(event) : { headers: { 'content-type': structuredType }, body: structured(event) },
  )

function binary(event: LogEvent): EventRequest {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(event.attributes)) headers[`ce-${name}`] = inHeader(value)
  if (event.contentType !== '') headers['content-type'] = event.contentType
  return { headers, body: dataOf(event) }
}

/** CloudEvents' HTTP binding §3.1.3.2: what is no printable ASCII, and spaces, quotes and percent signs. */
const inHeader = (value: string): string => value.toWellFormed().replaceAll(/[^\x21\x23\x24\x26-\x7e]/gu, encodeURIComponent)
