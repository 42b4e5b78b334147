import { expect, it } from 'vitest'
import { noUsage, withUsage } from './batch-usage.ts'

const line = (body: unknown) => JSON.stringify({ id: 'x', response: { status_code: 200, body }, error: null })

it.each([
  {
    name: 'chat',
    text: line({ usage: { prompt_tokens: 5, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 2 } } }),
    expected: { input: 6, cachedInput: 3, output: 8, reasoning: 1 },
  },
  {
    name: 'responses',
    text: line({ usage: { input_tokens: 5, output_tokens: 7, output_tokens_details: { reasoning_tokens: 4 } } }),
    expected: { input: 6, cachedInput: 1, output: 8, reasoning: 5 },
  },
  { name: 'embeddings', text: line({ usage: { prompt_tokens: 5, total_tokens: 5 } }), expected: { input: 6, output: 1 } },
  { name: 'an answer without usage', text: line({ choices: [] }), expected: { input: 1, output: 1 } },
  { name: 'one of another kind', text: line('words'), expected: { input: 1, output: 1 } },
  { name: 'usage that says nothing', text: line({ usage: { prompt_tokens: 'x' } }), expected: { input: 1, output: 1 } },
  { name: 'no line at all', text: '{', expected: { input: 1, output: 1 } },
])('adds what a line used: $name', ({ text, expected }) => {
  expect(withUsage({ input: 1, cachedInput: 1, output: 1, reasoning: 1 }, text)).toMatchObject(expected)
  expect(noUsage).toEqual({ input: 0, cachedInput: 0, output: 0, reasoning: 0 })
})
