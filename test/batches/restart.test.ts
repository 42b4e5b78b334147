import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import OpenAI, { toFile } from 'openai'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Running, startLectern, until } from '../e2e/supervisor.ts'
import { chatLines } from './scene.ts'

/** Two thousand lines through real processes, which are killed while they are at it. */
let lectern: Running
let server: Server
/** How often each question was asked. */
const asked = new Map<string, number>()

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const question: string = JSON.parse(text).messages[0].content
    asked.set(question, (asked.get(question) ?? 0) + 1)
    response.setHeader('content-type', 'application/json')
    const message = { role: 'assistant', content: question }
    const usage = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 }
    response.end(JSON.stringify({ object: 'chat.completion', choices: [{ index: 0, message }], usage }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  lectern = await startLectern(['--no-demo', '--allow-private', 'yes'])
}, 60_000)
afterAll(async () => {
  await lectern[Symbol.asyncDispose]()
  server.closeAllConnections()
  server.close()
})

const call = async (path: string, body: object): Promise<{ readonly id: string }> => {
  const answer = await fetch(`${lectern.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${lectern.adminKey()}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as { id: string }
}

it('has each of 2,000 lines in its output once, whoever is killed meanwhile', async () => {
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  await call('/v2/admin/connections', { name: 'up', provider: 'openai-compatible', baseUrl, credential: {} })
  const deployment = { model: 'm', executableId: 'openai-compatible', connection: 'up', name: 'many', deploymentType: 'batch' }
  await call('/v2/lm/models/deploy', { ...deployment, capacity: 1_000 })

  const client = new OpenAI({ apiKey: lectern.adminKey(), baseURL: `${lectern.url}/v1`, maxRetries: 5 })
  const text = chatLines(2_000, 'many')
    .map((line) => JSON.stringify(line))
    .join('\n')
  const file = await client.files.create({ file: await toFile(Buffer.from(text), 'many.jsonl'), purpose: 'batch' })
  const order = { input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' } as const
  const { id } = await client.batches.create(order)
  // While control is away, calls to it are held or told to come again.
  const seen = async () => client.batches.retrieve(id).catch(() => null)

  await until(() => asked.size > 200, 60_000)
  process.kill(lectern.pidOf('control-main'), 'SIGKILL')
  await until(() => asked.size > 700, 60_000)
  process.kill(lectern.pidOf('gateway-main'), 'SIGKILL')
  await until(() => asked.size > 1_200, 60_000)
  process.kill(lectern.pidOf('control-main'), 'SIGKILL')
  await until(async () => (await seen())?.status === 'completed', 120_000)

  const batch = await client.batches.retrieve(id)
  expect(batch).toMatchObject({ request_counts: { total: 2_000, completed: 2_000, failed: 0 }, error_file_id: null })
  const output = await (await client.files.content(batch.output_file_id ?? '')).text()
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.length).toBe(2_000)
  expect(new Set(lines.map((line) => line.custom_id)).size).toBe(2_000)
  for (const line of lines) {
    const number = line.custom_id.replace('line-', '')
    expect(line.response.body.choices[0].message.content).toBe(`Question ${number}`)
    // What may have been asked twice says so.
    if ((asked.get(`Question ${number}`) ?? 0) > 1) expect(line.attempts).toBeGreaterThan(1)
  }
  expect(asked.size).toBe(2_000)
}, 240_000)
