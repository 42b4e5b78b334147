import { Buffer } from 'node:buffer'
import { redact, type Shown } from './inference-log-redact.ts'

/** A body as far as it was kept. */
export type LoggedBody = {
  readonly bytes: Buffer
  readonly contentType: string
  /** Of the whole body. */
  readonly length: number
}

/** One call as it goes to a sink. Times are epoch ms. */
export type LoggedCall = {
  readonly id: string
  readonly requestId: string
  readonly startedAt: number
  readonly endedAt: number
  readonly resourceGroup: string
  readonly deploymentId: string
  readonly deploymentName: string
  readonly modelName: string | null
  readonly modelVersion: string | null
  readonly dialect: string
  /** Below the deployment, without query. */
  readonly path: string
  readonly credentialId: string | null
  readonly streaming: boolean
  readonly status: number
  readonly outcome: string
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly labels: readonly { readonly key: string; readonly value: string }[]
  readonly request: LoggedBody | null
  readonly response: LoggedBody | null
  /** Lower-case names of JSON fields that are not to be kept. */
  readonly hidden: ReadonlySet<string>
}

/** One line of a log file, with its end; the names are those of SAP AI Core's inference records where it has them. */
export const toLine = (call: LoggedCall): string => {
  const { id, requestId, resourceGroup, deploymentId, deploymentName, modelName, modelVersion, dialect, path } = call
  const { credentialId, streaming, outcome, inputTokens, outputTokens, labels, request, response, hidden } = call
  return `${JSON.stringify({
    id,
    source: 'lectern',
    requestId,
    createdAt: new Date(call.startedAt).toISOString(),
    resourceGroup,
    deploymentId,
    deploymentName,
    modelName,
    modelVersion,
    dialect,
    path,
    credentialId,
    streaming,
    responseHttpCode: call.status,
    outcome,
    inputTokens,
    outputTokens,
    latency: call.endedAt - call.startedAt,
    labels,
    ...(request ? { request: bodyOf(request, hidden) } : {}),
    ...(response ? { response: bodyOf(response, hidden) } : {}),
  })}\n`
}

const bodyOf = (body: LoggedBody, hidden: ReadonlySet<string>) => ({
  contentType: body.contentType,
  bytes: body.length,
  truncated: isCut(body),
  ...shownOf(body, hidden),
})

const isCut = ({ bytes, length }: LoggedBody): boolean => bytes.length < length

const shownOf = (body: LoggedBody, hidden: ReadonlySet<string>): Shown => redact(body.bytes, isCut(body), hidden)

/** An event as an HTTP request tells it. */
export type EventRequest = { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }

/** CloudEvents 1.0 with the types and attributes of KServe's logger: one for the request, one for the answer, of the same id. */
export function toEvents(call: LoggedCall, format: 'binary' | 'structured'): EventRequest[] {
  const { request, response } = call
  const events: EventRequest[] = []
  if (request) events.push(eventOf(call, 'request', request, call.startedAt, format))
  if (response) events.push(eventOf(call, 'response', response, call.endedAt, format))
  return events
}

function eventOf(
  call: LoggedCall,
  what: 'request' | 'response',
  body: LoggedBody,
  time: number,
  format: 'binary' | 'structured',
): EventRequest {
  const shown = shownOf(body, call.hidden)
  const attributes: Record<string, string> = {
    specversion: '1.0',
    id: call.id,
    source: `/v2/inference/deployments/${call.deploymentId}`,
    type: `org.kubeflow.serving.inference.${what}`,
    time: new Date(time).toISOString(),
    inferenceservicename: call.deploymentName,
    namespace: call.resourceGroup,
    component: 'predictor',
    endpoint: 'default',
    requestid: call.requestId,
    ...(what === 'response' ? { responsehttpcode: String(call.status) } : {}),
    ...(isCut(body) ? { truncated: 'true' } : {}),
    ...(shown.encoding === 'withheld' ? { withheld: shown.why } : {}),
  }
  return format === 'binary' ? binary(attributes, body.contentType, shown) : structured(attributes, body.contentType, shown)
}

function binary(attributes: Record<string, string>, contentType: string, shown: Shown): EventRequest {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(attributes)) headers[`ce-${name}`] = inHeader(value)
  if (contentType !== '') headers['content-type'] = contentType
  const body = shown.encoding === 'withheld' ? '' : shown.body
  return { headers, body: Buffer.from(body, shown.encoding === 'base64' ? 'base64' : 'utf8') }
}

/** CloudEvents' HTTP binding §3.1.3.2: what is no printable ASCII, and spaces, quotes and percent signs. */
const inHeader = (value: string): string => value.toWellFormed().replaceAll(/[^\x21\x23\x24\x26-\x7e]/gu, encodeURIComponent)

function structured(attributes: Record<string, string>, contentType: string, shown: Shown): EventRequest {
  const head = JSON.stringify({ ...attributes, ...(contentType === '' ? {} : { datacontenttype: contentType }) })
  // JSON goes in as the text that it is: numbers may not survive reading and writing.
  const data =
    shown.encoding === 'withheld'
      ? ''
      : shown.encoding === 'base64'
        ? `,"data_base64":"${shown.body}"`
        : `,"data":${isJson(shown.body) ? shown.body : JSON.stringify(shown.body)}`
  return {
    headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
    body: Buffer.from(`${head.slice(0, -1)}${data}}`),
  }
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false // what it throws is what is asked
  }
}
