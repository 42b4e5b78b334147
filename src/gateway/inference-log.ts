import type { IncomingMessage, ServerResponse } from 'node:http'
import { type InferenceLogSetting, noInferenceLog } from '../domain/inference-log.ts'
import type { Route } from '../domain/route.ts'
import type { Exposition } from '../telemetry/exposition.ts'
import type { LoggedCall } from '../telemetry/inference-log-record.ts'
import type { TokenUsage } from '../wires/wire.ts'
import { type AskedRecord, askedRecord, modeHeader } from './inference-log-asked.ts'
import { type Delivery, type LogQueue, type LogQueueDeps, makeLogQueue } from './inference-log-queue.ts'
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
  render(text: Exposition): void
}

/** Keeps what deployments and callers want to be kept. No call waits for it; what it cannot keep is dropped and counted. */
export function makeInferenceLog(deps: InferenceLogDeps): InferenceLog {
  const room = makeRoom(deps.maxBytes)
  const queue = makeLogQueue(deps)

  return {
    begin(call, route, request, response, body, below) {
      const mode = request.headers[modeHeader]
      const setting = route.inferenceLog
      if (mode === undefined && (setting === undefined || setting.mode === 'none')) return null
      const asked = mode !== undefined && setting?.onRequest !== false ? askedRecord(String(mode), request.headers) : null
      const sampled = setting !== undefined && setting.mode !== 'none' && deps.random() < setting.sampling
      if (!asked && !sampled) return null
      return keep(
        { deps, room, queue },
        { call, route, request, response, body, below, asked, setting: setting ?? noInferenceLog, sampled },
      )
    },
    render: (text) => queue.render(text),
    [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
  }
}

/** Of a gateway that keeps nothing. */
export const noneKept: InferenceLog = { begin: () => null, render: () => {}, [Symbol.asyncDispose]: async () => {} }

type Keeping = {
  readonly call: LoggableCall
  readonly route: Route
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly body: CallBody
  readonly below: string
  readonly asked: AskedRecord | null
  readonly setting: InferenceLogSetting
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
    inputs.contentType = request.headers['content-type'] ?? ''
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
    if (asked) {
      const bodies = asked.full ? { request, response } : { request: null, response: null }
      // In a folder of its own: what callers ask for must not push out what the deployment keeps.
      deliveries.push({ call: { ...facts, ...bodies }, to: { kind: 'file', below: [route.deploymentId, 'on-request'] } })
    }
    if (sampled) {
      const bodies = { request: keeps('inputs') ? request : null, response: keeps('outputs') ? response : null }
      const { sink } = setting
      deliveries.push({
        call: { ...facts, ...bodies },
        to: sink.kind === 'file' ? { kind: 'file', below: [route.deploymentId] } : sink,
      })
    }
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
        modelName: route.modelName,
        modelVersion: route.modelVersion,
        dialect: call.dialect,
        path: it.below,
        credentialId: call.credential,
        streaming,
        status,
        outcome,
        inputTokens: usage?.inputTokens ?? null,
        outputTokens: usage?.outputTokens ?? null,
        labels: asked?.labels ?? [],
        hidden: new Set(setting.redactFields.map((name) => name.toLowerCase())),
      }
      hand()
    },
  }
}
