import { describe, expect, it } from 'vitest'
import { toMessages } from './inference-log-messages.ts'
import type { LoggedCall } from './inference-log-record.ts'

const body = (text: string) => ({ bytes: Buffer.from(text), contentType: 'application/json', length: text.length })
const call: LoggedCall = {
  id: 'i1',
  requestId: 'r1',
  startedAt: 1_000,
  endedAt: 1_250,
  resourceGroup: 'default',
  deploymentId: 'd0010000000000ff',
  deploymentName: 'irisdep',
  modelName: 'iris',
  modelVersion: '3',
  dialect: 'hopsworks',
  path: '/v1/models/irisdep:predict',
  credentialId: null,
  streaming: false,
  status: 200,
  outcome: 'answered',
  inputTokens: null,
  outputTokens: null,
  labels: [],
  request: body('{"instances":[[1,2]]}'),
  response: body('{"predictions":[0]}'),
  hidden: new Set(),
}
const told = (more: Partial<LoggedCall> = {}) =>
  toMessages({ ...call, ...more }, 'hopsworks').map(({ key, value, headers }) => ({
    key,
    headers,
    record: JSON.parse(String(value)),
  }))

describe('records as Hopsworks writes them', () => {
  it('are one for the request and one for the answer, joined by an id', () => {
    const same = { servingId: 255, modelName: 'iris', modelVersion: 3, responseHttpCode: 200, inferenceId: 'i1' }
    const headers = { 'content-type': 'application/json' }
    expect(told()).toEqual([
      {
        key: 'i1',
        headers,
        record: { ...same, requestTimestamp: 1_000, messageType: 'request', payload: '{"instances":[[1,2]]}' },
      },
      {
        key: 'i1',
        headers,
        record: { ...same, requestTimestamp: 1_250, messageType: 'response', payload: '{"predictions":[0]}' },
      },
    ])
  })

  it.each([
    ['a call whose answer alone is kept', { request: null }, [{ messageType: 'response' }]],
    ['a model without a name', { modelName: null, response: null }, [{ modelName: 'irisdep' }]],
    ['a version that is no number', { modelVersion: 'latest', response: null }, [{ modelVersion: 1 }]],
    [
      'fields that are hidden',
      { request: body('{"user":"Ann","instances":[]}'), response: null, hidden: new Set(['user']) },
      [{ payload: '{"user":"[redacted]","instances":[]}' }],
    ],
  ])('%s', (_, more, records) => {
    expect(told(more).map(({ record }) => record)).toMatchObject(records)
  })
})
