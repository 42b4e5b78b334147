import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo, list, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
  server.on('GET /v2/lm/deployments', list(demo))
  for (const method of ['GET', 'POST']) server.on(`${method} ${path}`, { body: shown })
  server.on(`DELETE ${path}`, { body: { id: demo.id, message: 'Chat app closed' } })
})
afterEach(() => server.stop())

const path = `/v2/lm/deployments/${demo.id}/webapp`
const shown = {
  name: 'ask',
  url: 'http://127.0.0.1:8080/webapps/ask/',
  title: 'Ask the demo',
  greeting: '',
  public: true,
  apiKey: 'k1',
  deploymentId: demo.id,
  createdAt: '2026-11-20T12:00:00Z',
}

describe('lectern webapp', () => {
  it('opens one as it is said', async () => {
    const said = ['--name', 'ask', '--title', 'Ask the demo', '--greeting', 'Hello', '--public']
    const { code, stdout } = await server.lectern(['webapp', 'open', 'demo', ...said])
    expect([code, stdout]).toEqual([0, expect.stringMatching(/http:\/\/127\.0\.0\.1:8080\/webapps\/ask\//)])
    const body = { name: 'ask', title: 'Ask the demo', greeting: 'Hello', public: true }
    expect(server.seen.find(({ method }) => method === 'POST')?.body).toEqual(body)
  })

  it('shows it, and closes it', async () => {
    expect((await server.lectern(['webapp', 'get', 'demo'])).stdout).toMatch(/PUBLIC +yes\n/)
    expect((await server.lectern(['webapp', 'close', 'demo'])).code).toBe(0)
    expect(server.seen.some(({ method }) => method === 'DELETE')).toBe(true)
  })
})
