import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { get } from 'node:http'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, vi } from 'vitest'
import { brokenGguf } from '../../../test/gguf.ts'
import { endOf, modelFile, spawnRunner, startRunner, tinyFile } from '../../../test/llama-runner.ts'

it('answers 503 while it loads and 200 after, on a Unix socket of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-socket-'))
  const socket = join(folder, 'model.sock')
  const child = spawnRunner(['--model', tinyFile(), '--socket', socket, '--exit-with-stdin'])
  const health = () =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      get({ socketPath: socket, path: '/health' }, async (response) => {
        resolve({ status: response.statusCode, body: Buffer.concat(await Array.fromAsync(response)).toString() })
      }).on('error', reject)
    })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  await lines.next()
  const loading = await health()
  expect(loading.status).toBe(503)
  expect(JSON.parse(loading.body)).toEqual({
    error: { message: 'the model is loading', type: 'unavailable_error', param: null, code: 'loading' },
  })
  expect((await lines.next()).value).toMatch(/^serving model: 4 slots of 512 tokens, 1 threads, ready after \d+ ms$/)
  expect(await health()).toEqual({ status: 200, body: '{"status":"ok"}' })
  expect(statSync(socket).mode & 0o777).toBe(0o600)

  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([0, null])
  rmSync(folder, { recursive: true, force: true })
})

it('started ahead, serves what it is told to, and ends with whoever told it', async () => {
  const child = spawnRunner(['--spare'])
  const args = ['--model', tinyFile(), '--port', '0', '--exit-with-stdin']
  child.stdin.write(`${JSON.stringify({ args, env: { PATH: process.env['PATH'] } })}\n`)
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  expect((await lines.next()).value).toMatch(/^listening on http/)
  expect((await lines.next()).value).toMatch(/^serving model/)
  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})

it('finishes what is under way on SIGTERM, takes nothing new, and exits 0', async () => {
  await using runner = await startRunner(tinyFile({ contextLength: 4096 }), ['--parallel', '1'])
  const exit = once(runner.child, 'exit')
  const answers = ['a', 'b'].map((prompt) => runner.client.completions.create({ model: 'any', prompt, max_tokens: 400 }))
  await vi.waitFor(async () => expect(await runner.metric('requests_deferred')).toBe(1), { interval: 2 })
  runner.child.kill('SIGTERM')
  await vi.waitFor(() => expect(connects(Number(new URL(runner.url).port))).resolves.toBe(false), { interval: 5 })
  const finished = await Promise.all(answers)
  expect(finished.map(({ usage }) => usage?.completion_tokens)).toEqual([400, 400])
  expect(await exit).toEqual([0, null])
})

it('ends at once on SIGTERM while it loads', async () => {
  const child = spawnRunner(['--model', tinyFile(), '--port', '0'])
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

describe('a file that cannot be served ends the runner with the reason as its last words', () => {
  it.each([
    { broken: 'missingEmbeddingLength', says: /^cannot load model: .*key not found in model: llama.embedding_length$/ },
    { broken: 'missingTensor', says: /^cannot load model: .*blk\.0\.attn_q\.weight/ },
    { broken: 'truncated', says: /^cannot load model: .*not within the file bounds, model is corrupted or incomplete$/ },
    { broken: 'notGguf', says: /^cannot load model: Invalid GGUF magic/ },
  ] as const)('$broken', async ({ broken, says }) => {
    const end = await endOf(['--model', modelFile(brokenGguf[broken]()), '--port', '0'])
    expect(end).toEqual({ code: 1, signal: null, lastWords: expect.stringMatching(says) })
  })

  it('missing head count: llama.cpp aborts', async () => {
    const end = await endOf(['--model', modelFile(brokenGguf.missingHeadCount()), '--port', '0'])
    expect(end).toEqual({ code: null, signal: 'SIGABRT', lastWords: expect.stringMatching(/GGML_ASSERT/) })
  })

  it.each([
    { args: ['--model', '/nowhere.gguf'], says: /^cannot load model: .*nowhere\.gguf/ },
    {
      args: ['--model', tinyFile(), '--chat-template', 'nonsense'],
      says: /^cannot load model: chat template nonsense is neither a readable file nor one of chatml, llama3, gemma$/,
    },
    { args: ['--model', tinyFile(), '--chat-template', '{% for %}'], says: /^cannot load model: / },
    { args: ['--model', tinyFile(), '--lora', tinyFile()], says: /^cannot load model: / },
    { args: [], says: /^cannot start: --model: is required/ },
    { args: ['--model', 'a', '--parallel', '0'], says: /^cannot start: --parallel: / },
    { args: ['--model', 'a', '--colour', 'red'], says: /^cannot start: .*--colour/ },
  ])('$args', async ({ args, says }) => {
    const end = await endOf([...args, '--port', '0'])
    expect(end).toEqual({ code: 1, signal: null, lastWords: expect.stringMatching(says) })
  })
})

const connects = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.on('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.unref()
  })
