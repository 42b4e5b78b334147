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
    expect(await server.lectern(['run', 'demo'], { stdin: 'Hi\nSee you\n\nnever sent\n', terminal: true })).toMatchObject({
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
