import type { Buffer } from 'node:buffer'
import type { ScaledComponent } from '../domain/scaling.ts'
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
  /** Of a record that is to be found again: whether its bodies are kept, and where the caller wanted them. */
  readonly stored?: { readonly full: boolean; readonly objectStoreSecretName: string | null }
  readonly request: LoggedBody | null
  readonly response: LoggedBody | null
  /** Whose request and answer it is; absent: the predictor's. */
  readonly component?: ScaledComponent
  /** The new side of a rollout answered. */
  readonly canary?: boolean
  /** Id of the event that the caller sent, which those of its record have then, too. */
  readonly eventId?: string
  /** JSON of the caller's headers that were asked for. */
  readonly metadata?: string
  /** Lower-case names of JSON fields that are not to be kept. */
  readonly hidden: ReadonlySet<string>
}

/** One line of a log file, with its end; the names are those of SAP AI Core's inference records where it has them. */
export const toLine = (call: LoggedCall): string => {
  const { id, requestId, resourceGroup, deploymentId, deploymentName, modelName, modelVersion, dialect, path } = call
  const { component, credentialId, streaming, outcome, inputTokens, outputTokens, labels, stored, request, response, hidden } =
    call
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
    ...(component === 'transformer' ? { component } : {}),
    ...stored,
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

export const isCut = ({ bytes, length }: LoggedBody): boolean => bytes.length < length

export const shownOf = (body: LoggedBody, hidden: ReadonlySet<string>): Shown => redact(body.bytes, isCut(body), hidden)
