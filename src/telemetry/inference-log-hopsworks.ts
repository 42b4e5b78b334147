import { Buffer } from 'node:buffer'
import { deploymentNumber } from '../domain/ids.ts'
import { type LoggedBody, type LoggedCall, shownOf } from './inference-log-record.ts'

/**
 * A call as Hopsworks writes it to the topic of a KServe deployment (schema `inferenceschema`, version 4, as JSON): a record for the
 * request and one for the answer, joined on `inferenceId`. Times are epoch milliseconds.
 */
export function hopsworksMessages(call: LoggedCall) {
  const { request, response } = call
  return [
    ...(request ? [messageOf(call, 'request', request, call.startedAt)] : []),
    ...(response ? [messageOf(call, 'response', response, call.endedAt)] : []),
  ]
}

function messageOf(call: LoggedCall, messageType: 'request' | 'response', body: LoggedBody, at: number) {
  const shown = shownOf(body, call.hidden)
  const record = {
    servingId: deploymentNumber(call.deploymentId),
    modelName: call.modelName ?? call.deploymentName,
    modelVersion: versionOf(call.modelVersion),
    requestTimestamp: at,
    responseHttpCode: call.status,
    inferenceId: call.id,
    messageType,
    payload: shown.encoding === 'withheld' ? '' : shown.body,
  }
  return { key: call.id, value: Buffer.from(JSON.stringify(record)), headers: { 'content-type': 'application/json' } }
}

/** There it is a number, always: of a model without versions, 1. */
const versionOf = (version: string | null): number => (version !== null && /^\d{1,9}$/.test(version) ? Number(version) : 1)
