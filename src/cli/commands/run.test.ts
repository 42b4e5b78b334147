import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo, list, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
})
afterEach(() => server.stop())

describe('talking', () => {
  const chunk = (content: string) => JSON.stringify({ choices: [{ delta: { content } }] })
  beforeEach(() => server.on('GET /v2/lm/deployments', list(demo)))

  it('streams the answer to a prompt', async () => {
    server.on('POST /v1/chat/completions', { events: [chunk('Hel'), chunk('lo'), '{"choices":[]}', '[DONE]'] })
    expect(await server.lectern(['run', 'demo', 'Say', 'hello', '--system', 'Be kind', '--max-tokens', '5'])).toMatchObject({
      code: 0,
      stdout: 'Hello\n',
    })
    expect(server.seen[1]?.body).toEqual({
      model: demo.id,
      messages: [
        { role: 'system', content: 'Be kind' },
        { role: 'user', content: 'Say hello' },
      ],
      max_tokens: 5,
      stream: true,
    })
  })

  it('takes the prompt from standard input', async () => {
    server.on('POST /v1/chat/completions', { events: [chunk('x'), '[DONE]'] })
    await server.lectern(['run', 'demo'], { stdin: 'piped\n' })
    expect(server.seen[1]?.body).toMatchObject({ messages: [{ role: 'user', content: 'piped' }] })
    expect(await server.lectern(['run', 'demo'])).toMatchObject({ code: 2 })
  })

  it('converses at a terminal, remembering what was said', async () => {
    server.on('POST /v1/chat/completions', { events: [chunk('Hello'), '[DONE]'] }, { events: [chunk('\u001b[2JBye'), '[DONE]'] })
    expect(await server.lectern(['run', 'demo'], { stdin: 'Hi\nSee you\n\n/exit\nnever sent\n', terminal: true })).toMatchObject({
      code: 0,
      stdout: 'Hello\n[2JBye\n',
    })
    expect(server.seen).toHaveLength(3)
    expect(server.seen[2]?.body).toMatchObject({
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
        { role: 'user', content: 'See you' },
      ],
    })
  })

  it('goes on after a mistake, and tells the model what /system says', async () => {
    const broken = { status: 400, body: { error: { message: 'too long' } } }
    server.on('POST /v1/chat/completions', broken, { events: [chunk('Fine'), '[DONE]'] })
    const said = ['/system Be kind', 'One', '/nonsense', 'Two', '/reset', 'Three', '/exit', '']
    const { code, stdout, stderr } = await server.lectern(['run', 'demo'], { stdin: said.join('\n'), terminal: true })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Fine\nFine\n' })
    expect(stderr).toMatch(/it is told: Be kind[\s\S]*too long[\s\S]*\/nonsense is not known[\s\S]*forgotten/)
    const asked = server.seen.slice(1).map(({ body }) => (body as { messages: unknown }).messages)
    const system = { role: 'system', content: 'Be kind' }
    expect(asked.slice(1)).toEqual([
      [system, { role: 'user', content: 'Two' }],
      [system, { role: 'user', content: 'Three' }],
    ])
  })

  it.each([
    ['[[1, 2]]', '/v1/models/demo:predict', { instances: [[1, 2]] }],
    ['{"instances": [1]}', '/v1/models/demo:predict', { instances: [1] }],
    ['{"inputs": {"x": [1]}}', '/v1/models/demo:predict', { inputs: { x: [1] } }],
    [
      '{"inputs": [{"name": "x", "datatype": "FP32", "shape": [1], "data": [1]}]}',
      '/v2/models/demo/infer',
      { inputs: [{ name: 'x', datatype: 'FP32', shape: [1], data: [1] }] },
    ],
  ])('has a model predict: %s', async (input, path, body) => {
    server.on(`POST /v2/inference/deployments/${demo.id}${path}`, { body: { predictions: [3] } })
    expect(await server.lectern(['run', 'demo', '--input', '-'], { stdin: input })).toMatchObject({
      code: 0,
      stdout: '{"predictions":[3]}\n',
    })
    expect(server.seen[1]).toMatchObject({ path: `/v2/inference/deployments/${demo.id}${path}`, body })
    expect((await server.lectern(['run', 'demo', '--input', input, '-o', 'yaml'])).stdout).toBe('predictions:\n  - 3\n')
  })

  it('says what is no input', async () => {
    expect(await server.lectern(['run', 'demo', '--input', '[1'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('must be JSON'),
    })
    expect(await server.lectern(['run', 'demo', '--input', '@nowhere.json'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot be read (ENOENT)'),
    })
  })

  it.each([
    ['an error in the middle', ['{"error":{"message":"model died"}}'], 'model died'],
    ['an end without an end', [], 'the answer broke off'],
  ])('ends badly with %s', async (_, tail, words) => {
    server.on('POST /v1/chat/completions', { events: [chunk('Hel'), ...tail] })
    expect(await server.lectern(['run', 'demo', 'Hi'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Hel'),
      stderr: expect.stringContaining(words),
    })
  })
})
