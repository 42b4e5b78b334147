import type { NewRecord, RecordedBody, RecordFacts } from '../src/domain/inference-record.ts'

/** A kept call for tests: say what matters, the rest is plausible. */
export const recordFacts: RecordFacts = {
  requestId: 'r',
  deploymentName: 'chat',
  modelName: 'gpt-4o',
  modelVersion: null,
  dialect: 'openai',
  path: '/chat/completions',
  credentialId: 'key:1',
  streaming: false,
  responseHttpCode: 200,
  outcome: 'answered',
  inputTokens: 3,
  outputTokens: null,
  latency: 12.5,
  objectStoreSecretName: null,
}
export const said = (body: string): RecordedBody => ({
  contentType: 'text/plain',
  bytes: 5,
  truncated: false,
  encoding: 'text',
  body,
})
export const aRecord = (id: string, more: Partial<NewRecord> = {}): NewRecord => ({
  id,
  resourceGroup: 'default',
  deploymentId: 'd1',
  createdAt: 100,
  full: true,
  facts: recordFacts,
  labels: [],
  request: said('ask\0!'),
  response: null,
  ...more,
})
