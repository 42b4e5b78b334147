import type { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { noInferenceLog, type RoutedInferenceLog, type RoutedSink } from '../domain/inference-log.ts'
import type { Route } from '../domain/route.ts'
import type { ScaledComponent } from '../domain/scaling.ts'
import type { Exposition } from '../telemetry/exposition.ts'
import type { LoggedCall } from '../telemetry/inference-log-record.ts'
import type { TokenUsage } from '../wires/wire.ts'
import type { Answered } from './detachable.ts'
import { type AskedRecord, askedRecord, modeHeader } from './inference-log-asked.ts'
import type { Delivery, Destination } from './inference-log-lanes.ts'
import { type LogQueue, type LogQueueDeps, makeLogQueue } from './inference-log-queue.ts'
import { Kept, makeRoom, type Room, tap } from './inference-log-tap.ts'
import { type CallBody, lengthOf } from './request.ts'

export type InferenceLogDeps = LogQueueDeps & {
  readonly newId: () => string
  /** From 0 to below 1. */
  readonly random: () => number
  /** Kept by calls under way and by those that wait for their sink. */
  readonly maxBytes: number
}

/** What of a call is told. */
export type LoggableCall = {
  readonly requestId: string
  readonly dialect: string
  /** Epoch ms. */
  readonly startedAt: number
  readonly credential: string | null
  readonly hungUp: boolean
  /** The route as it was at the target that answered, where that says more than the deployment's own. */
  readonly served?: Route | null
  /** Id of the target that answered. */
  readonly entryTarget?: string
}

/** A call of which something is kept. */
export type LoggedSoFar = {
  /** Flat name, value list for the answer: the record's id, where the caller asked for a record. */
  readonly headers: readonly string[]
  ended(outcome: string, status: number, streaming: boolean, usage: TokenUsage | null): void
}

export type InferenceLog = AsyncDisposable & {
  /** Null for a call of which nothing is kept. `Failure('invalid')` where the caller asks for a record in words we do not know. */
  begin(
    call: LoggableCall,
    route: Route,
    request: IncomingMessage,
    response: ServerResponse,
    body: CallBody,
    below: string,
  ): LoggedSoFar | null
  /** The same for what the predictor behind a transformer gets and says, where that is to be kept. */
  beginBehind(
    call: LoggableCall,
    route: Route,
    request: IncomingMessage,
    response: Answered,
    body: { readonly bytes: Buffer; readonly contentType: string },
    below: string,
  ): LoggedSoFar | null
  render(text: Exposition): void
}

/** Keeps what deployments and callers want to be kept. No call waits for it; what it cannot keep is dropped and counted. */
export function makeInferenceLog(deps: InferenceLogDeps): InferenceLog {
  const room = makeRoom(deps.maxBytes)
  const queue = makeLogQueue(deps)
  const isSampled = (setting: RoutedInferenceLog | undefined, component: ScaledComponent): boolean =>
    setting !== undefined &&
    setting.mode !== 'none' &&
    (setting.component === undefined || setting.component === component) &&
    deps.random() < setting.sampling

  return {
    begin(call, route, request, response, body, below) {
      const mode = request.headers[modeHeader]
      const setting = route.inferenceLog
      if (mode === undefined && (setting === undefined || setting.mode === 'none')) return null
      const asked = mode !== undefined && setting?.onRequest !== false ? askedRecord(String(mode), request.headers) : null
      const component = route.transformer ? 'transformer' : 'predictor'
      const sampled = isSampled(setting, component)
      if (!asked && !sampled) return null
      const contentType = request.headers['content-type'] ?? ''
      return keep(
        { deps, room, queue },
        {
          call,
          route,
          request,
          response,
          body,
          contentType,
          below,
          asked,
          setting: setting ?? noInferenceLog,
          sampled,
          component,
        },
      )
    },
    beginBehind(call, route, request, response, { bytes, contentType }, below) {
      const setting = route.inferenceLog
      if (setting?.component !== 'predictor' || !isSampled(setting, 'predictor')) return null
      const body = { kind: 'bytes', bytes } as const
      return keep(
        { deps, room, queue },
        { call, route, request, response, body, contentType, below, asked: null, setting, sampled: true, component: 'predictor' },
      )
    },
    render: (text) => queue.render(text),
    [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
  }
}

/** Of a gateway that keeps nothing. */
export const noneKept: InferenceLog = {
  begin: () => null,
  beginBehind: () => null,
  render: () => {},
  [Symbol.asyncDispose]: async () => {},
}

type Keeping = {
  readonly call: LoggableCall
  readonly route: Route
  readonly request: IncomingMessage
  readonly response: Answered
  readonly body: CallBody
  readonly contentType: string
  readonly below: string
  readonly component: ScaledComponent
  readonly asked: AskedRecord | null
  readonly setting: RoutedInferenceLog
  /** Whether it is kept for the deployment. */
  readonly sampled: boolean
}

function keep({ deps, room, queue }: { deps: InferenceLogDeps; room: Room; queue: LogQueue }, it: Keeping): LoggedSoFar {
  const { call, route, request, response, setting, asked, sampled } = it
  const keeps = (mode: 'inputs' | 'outputs'): boolean => sampled && (setting.mode === 'all' || setting.mode === mode)
  const wanted = (mode: 'inputs' | 'outputs'): boolean => asked?.full === true || keeps(mode)
  const inputs = wanted('inputs') ? new Kept(setting.maxBodyBytes, room) : null
  const outputs = wanted('outputs') ? new Kept(setting.maxBodyBytes, room) : null
  const id = deps.newId()
  if (inputs) {
    inputs.contentType = it.contentType
    if ('bytes' in it.body) inputs.push(it.body.bytes)
    else inputs.passed(lengthOf(it.body))
  }
  if (outputs) tap(response, outputs)
  let facts: Omit<LoggedCall, 'request' | 'response'> | null = null
  // Who hung up before we came will not do so again.
  let closed = call.hungUp
  const hand = (): void => {
    if (!facts || !closed) return
    const request = inputs?.body() ?? null
    const response = outputs?.body() ?? null
    const deliveries: Delivery[] = []
    const to = sampled ? destinationOf(setting, route.deploymentId) : null
    const sampledBodies = { request: keeps('inputs') ? request : null, response: keeps('outputs') ? response : null }
    if (asked || to?.kind === 'store') {
      // A caller that asks for what is stored anyway finds one record of its call, not two.
      const bodies = asked?.full ? { request, response } : to?.kind === 'store' ? sampledBodies : noBodies
      const full = bodies.request !== null || bodies.response !== null
      const stored = { full, objectStoreSecretName: asked?.objectStoreSecretName ?? null }
      deliveries.push({ call: { ...facts, ...bodies, stored }, to: { kind: 'store' } })
    }
    if (to && to.kind !== 'store') deliveries.push({ call: { ...facts, ...sampledBodies }, to })
    queue.add(deliveries, () => {
      inputs?.giveBack()
      outputs?.giveBack()
    })
  }
  response.once('close', () => {
    closed = true
    hand()
  })
  return {
    headers: asked ? ['ai-inference-id', id] : [],
    ended(outcome, status, streaming, usage) {
      facts = {
        id,
        requestId: call.requestId,
        startedAt: call.startedAt,
        endedAt: deps.clock.now(),
        resourceGroup: route.resourceGroup,
        deploymentId: route.deploymentId,
        deploymentName: route.name,
        modelName: (call.served ?? route).modelName,
        modelVersion: (call.served ?? route).modelVersion,
        dialect: call.dialect,
        path: it.below,
        credentialId: call.credential,
        streaming,
        status,
        outcome,
        inputTokens: usage?.inputTokens ?? null,
        outputTokens: usage?.outputTokens ?? null,
        component: it.component,
        canary: isCanary(call),
        ...eventIdIn(request),
        ...metadataIn(request, setting),
        labels: asked?.labels ?? [],
        hidden: new Set(setting.redactFields.map((name) => name.toLowerCase())),
      }
      hand()
    },
  }
}

/** The second branch of a rollout is the new one. */
const isCanary = ({ served, entryTarget }: LoggableCall): boolean =>
  served?.spread?.rollout !== undefined && served.targets.some(({ id, branch }) => id === entryTarget && branch === 1)

/** Of a CloudEvent that the caller sent. */
function eventIdIn({ headers }: IncomingMessage): Pick<LoggedCall, 'eventId'> {
  const id = headers['ce-id']
  return typeof id === 'string' && /^[\x21-\x7e]{1,256}$/.test(id) ? { eventId: id } : {}
}

/** As KServe writes it: lists of values by name. */
function metadataIn({ headers }: IncomingMessage, { metadataHeaders }: RoutedInferenceLog): Pick<LoggedCall, 'metadata'> {
  if (metadataHeaders.length === 0) return {}
  const said = metadataHeaders.flatMap((name) => {
    const value = headers[name.toLowerCase()]
    return value === undefined ? [] : [[name, [value].flat()] as const]
  })
  return { metadata: JSON.stringify(Object.fromEntries(said)) }
}

const noBodies = { request: null, response: null }

/** The same object from call to call, as long as the setting is. */
const elsewhere = new WeakMap<RoutedInferenceLog, RoutedSink>()

function destinationOf(setting: RoutedInferenceLog, deploymentId: string): Destination {
  const { sink, secret } = setting
  if (sink.kind === 'file') return { kind: 'file', below: [deploymentId] }
  if (sink.kind === 'store' || secret === undefined) return sink
  const known = elsewhere.get(setting)
  if (known) return known
  const to = { ...sink, secret }
  elsewhere.set(setting, to)
  return to
}
