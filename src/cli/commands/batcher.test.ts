import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo, list, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
  server.on('GET /v2/lm/deployments', list(demo))
  server.on(`GET ${path}`, { body: before })
  server.on(`PUT ${path}`, { body: { ...before, enabled: true } })
  server.on(`DELETE ${path}`, { body: { id: demo.id, message: 'removed' } })
})
afterEach(() => server.stop())

const path = `/v2/admin/deployments/${demo.id}/batcher`
const before = { enabled: false, maxBatchSize: 32, maxLatency: 5000, timeout: 60, answers: 'plain' }

describe('lectern batcher', () => {
  it.each<[string, readonly string[], object]>([
    ['turns it on', [], { ...before, enabled: true }],
    ['turns it off', ['--off'], before],
    [
      'changes what is said',
      ['--max-batch-size', '8', '--max-latency', '1.5', '--timeout', '2', '--max-queue', '10', '--answers', 'kserve'],
      { enabled: true, maxBatchSize: 8, maxLatency: 1.5, timeout: 2, maxQueue: 10, answers: 'kserve' },
    ],
  ])('%s', async (_, options, body) => {
    expect(await server.lectern(['batcher', 'set', 'demo', ...options])).toMatchObject({ code: 0 })
    expect(server.seen.find(({ method }) => method === 'PUT')?.body).toEqual(body)
  })

  it('refuses what is no number', async () => {
    const { code, stderr } = await server.lectern(['batcher', 'set', 'demo', '--timeout', 'soon'])
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--timeout soon: must be a number/)])
  })

  it('shows it, and takes it away', async () => {
    expect((await server.lectern(['batcher', 'get', 'demo'])).stdout).toMatch(/ENABLED +no\n/)
    expect((await server.lectern(['batcher', 'rm', 'demo'])).code).toBe(0)
  })
})
