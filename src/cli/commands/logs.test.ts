import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
  server.on(`GET /v2/lm/deployments/${demo.id}`, { body: demo })
})
afterEach(() => server.stop())

const path = `/v2/lm/deployments/${demo.id}/logs`
const line = (timestamp: string, msg: string) => ({ timestamp, msg, pod: 'i1', stream: 'stdout' })
const [one, two] = [line('2026-11-20T11:59:00Z', 'one'), line('2026-11-20T11:59:01Z', 'two\u001b[31m')]
const event = (each: object, id: string): string => `${JSON.stringify(each)}\nevent: line\nid: ${id}`
const asked = () =>
  server.seen.flatMap(({ path: at, headers }) => {
    const url = new URL(at, server.url)
    return url.pathname === path ? [{ ...Object.fromEntries(url.searchParams), after: headers['last-event-id'] }] : []
  })

describe('logs', () => {
  it('are shown a line each, control characters taken out', async () => {
    server.on(`GET ${path}`, { body: { data: { result: [one, two] } } })
    const { stdout, code } = await server.lectern(['deployments', 'logs', demo.id])
    expect({ stdout, code }).toEqual({ stdout: '2026-11-20T11:59:00Z one\n2026-11-20T11:59:01Z two [31m\n', code: 0 })
    expect(asked()).toEqual([{ $top: '100000' }])
    expect((await server.lectern(['deployments', 'logs', demo.id, '-o', 'json'])).stdout).toBe(
      `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`,
    )
  })

  it.each([
    [['--since', '10m', '--grep', 'error'], { since: '10m', grep: 'error', $top: '100000' }],
    [['--previous'], { previous: 'true', $top: '100000' }],
    [['--instance', 'i1', '--component', 'predictor'], { instance: 'i1', component: 'predictor', $top: '100000' }],
    [['--tail', '2'], { $top: '2', $order: 'desc' }],
  ])('%j', async (args, query) => {
    server.on(`GET ${path}`, { body: { data: { result: [two, one] } } })
    const { stdout } = await server.lectern(['logs', demo.id, ...args])
    expect(asked()).toEqual([query])
    const first = args.includes('--tail') ? 'one' : 'two'
    expect(stdout.split('\n')[0]).toContain(first)
  })

  it('are followed, and gone on with after the last line where the connection breaks off', async () => {
    server.on(
      `GET ${path}`,
      { events: [event(one, 'c1'), event(two, 'c2')] },
      { status: 503, body: { error: { message: 'starting' } } },
      { events: [event(line('2026-11-20T11:59:02Z', 'three'), 'c3')] },
      { status: 403, body: { error: { message: 'over' } } },
    )
    const { stdout, stderr } = await server.lectern(['logs', demo.id, '-f', '--tail', '5'])
    expect(stdout).toBe('2026-11-20T11:59:00Z one\n2026-11-20T11:59:01Z two [31m\n2026-11-20T11:59:02Z three\n')
    expect(stderr).toContain('over')
    expect(asked().map(({ after }) => after)).toEqual([undefined, 'c2', 'c2', 'c3'])
    expect(asked()[0]).toMatchObject({ follow: 'true', $top: '5' })
  })

  it.each([
    [['--since', 'soon'], /--since soon/],
    [['--tail', '0'], /--tail 0: must be a whole number/],
    [['--previous', '--instance', 'i1'], /either --instance or --previous/],
  ])('%j is no use', async (args, message) => {
    expect(await server.lectern(['logs', demo.id, ...args])).toMatchObject({ code: 2, stderr: expect.stringMatching(message) })
    expect(asked()).toEqual([])
  })
})

describe('metrics and instances', () => {
  it('show a line for each metric that there is something to say of', async () => {
    const values = [null, 1, 4, 8]
    const metrics = {
      deploymentId: demo.id,
      stepSeconds: 300,
      at: ['a', 'b', 'c', 'd'],
      series: [
        { name: 'requests', unit: 'count', values },
        { name: 'limited', unit: 'count', values: [null, null, null, null] },
      ],
    }
    server.on(`GET /v2/lm/deployments/${demo.id}/metrics`, { body: metrics })
    const { stdout } = await server.lectern(['deployments', 'metrics', demo.id, '--since', '1h', '--step', '5m'])
    expect(stdout).toMatch(/requests +count +8 +1 +8 +▂▅█/)
    expect(stdout).not.toContain('limited')
    expect(new URL(server.seen.at(-1)?.path ?? '', server.url).searchParams.get('start')).toBe('2026-11-20T11:00:00.000Z')
    const json = await server.lectern(['deployments', 'metrics', demo.id, '-o', 'json'])
    expect(JSON.parse(json.stdout)).toEqual(metrics)
  })

  it('show instances as they are, and what they were', async () => {
    const instance = {
      ...{ id: 'i1', component: 'predictor', revision: 'r', phase: 'running', message: '', restarts: 2, progress: null },
      ...{ since: '2026-11-20T11:00:00Z', startedAt: '2026-11-20T10:59:00Z' },
      ...{ cpu: 0.25, cpuLimit: null, memoryBytes: 5_000_000, memoryLimitBytes: null },
    }
    const span = { instanceId: null, component: 'predictor', revision: '', phase: 'pulling', message: 'image' }
    server.on(`GET /v2/lm/deployments/${demo.id}/instances`, { body: { count: 1, resources: [instance] } })
    server.on(`GET /v2/lm/deployments/${demo.id}/instances/timeline`, {
      body: { count: 1, resources: [{ ...span, from: '2026-11-20T11:58:30.000Z', to: null }] },
    })
    const now = await server.lectern(['deployments', 'instances', demo.id])
    for (const word of ['i1', 'running', '1h', '25 %', '5.0 MB', '2']) expect(now.stdout).toContain(word)
    const then = await server.lectern(['deployments', 'instances', demo.id, '--timeline'])
    for (const word of ['2026-11-20 11:58:30', '1:30', 'pulling', 'image']) expect(then.stdout).toContain(word)
  })
})
