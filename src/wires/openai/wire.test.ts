import { describe, expect, it } from 'vitest'
import { openaiWire } from './wire.ts'

const prepare = (text: string, model: string | null, below = '/chat/completions') => {
  const bytes = Buffer.from(text)
  const prepared = openaiWire.prepare(below, { bytes, json: JSON.parse(text) }, model)
  return { text: prepared.bytes.toString(), hideUsage: prepared.hideUsage, same: prepared.bytes === bytes }
}

describe('preparing a request for an OpenAI backend', () => {
  it.each([
    { name: 'nothing to do: the same bytes', text: '{"model":"m","n":1.0}', model: 'm', same: true },
    { name: 'the model does not matter there', text: '{"model":"demo"}', model: null, same: true },
    { name: 'usage already asked for', text: '{"stream":true,"stream_options":{"include_usage":true}}', model: null, same: true },
    { name: 'stream options that are no object', text: '{"stream":true,"stream_options":"x"}', model: null, same: true },
    { name: 'a responses stream', text: '{"stream":true}', model: null, below: '/responses', same: true },
  ])('$name', ({ text, model, below, same }) => {
    expect(prepare(text, model, below)).toEqual({ text, hideUsage: false, same })
  })

  it.each([
    { text: '{"model":"demo","t":1.0}', model: 'gpt', expected: '{"model":"gpt","t":1.0}', hideUsage: false },
    { text: '{"t":1}', model: 'gpt', expected: '{"model":"gpt","t":1}', hideUsage: false },
    {
      text: '{"stream":true}',
      model: null,
      expected: '{"stream_options":{"include_usage":true},"stream":true}',
      hideUsage: true,
    },
    {
      text: '{"stream":true,"stream_options":{"include_usage":false,"x":1},"model":"d"}',
      model: 'g',
      expected: '{"stream":true,"stream_options":{"include_usage":true,"x":1},"model":"g"}',
      hideUsage: true,
    },
    {
      text: '{"stream":true,"stream_options":null}',
      model: null,
      expected: '{"stream":true,"stream_options":{"include_usage":true}}',
      hideUsage: true,
    },
  ])('$text → $expected', ({ text, model, expected, hideUsage }) => {
    expect(prepare(text, model)).toMatchObject({ text: expected, hideUsage })
  })
})
