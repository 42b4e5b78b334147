import { describe, expect, it } from 'vitest'
import { readArgs } from './args.ts'

const model = ['--model', '/models/tiny.gguf']

it('needs a model and a place to listen; the rest has defaults', () => {
  expect(readArgs([...model, '--socket', '/run/a.sock'])).toEqual({
    model: '/models/tiny.gguf',
    listen: { socket: '/run/a.sock' },
    contextSize: 4096,
    parallel: 4,
    threads: 1,
    gpuLayers: 0,
    chatTemplate: null,
    lora: [],
    name: 'tiny',
    exitWithStdin: false,
  })
})

it('takes several adapters, and values that begin with a dash', () => {
  const args = readArgs([...model, '--port', '0', '--lora', 'a', '--lora', 'b', '--alias=--odd', '--chat-template=- {{ x }}'])
  expect(args).toMatchObject({ listen: { port: 0 }, lora: ['a', 'b'], name: '--odd', chatTemplate: '- {{ x }}' })
})

describe('refuses in one line that names the argument', () => {
  it.each([
    { args: ['--port', '1'], says: /^--model: is required/ },
    { args: model, says: /^--socket: exactly one of --socket and --port/ },
    { args: [...model, '--port', '1', '--socket', 'a'], says: /^--socket: exactly one/ },
    { args: [...model, '--port', '65536'], says: /^--port: / },
    { args: [...model, '--port', '1', '--threads', 'many'], says: /^--threads: must be a whole number from 1 to 1024$/ },
    { args: [...model, '--port', '1', 'stray'], says: /stray/ },
  ])('$args', ({ args, says }) => {
    expect(() => readArgs(args)).toThrow(says)
  })
})
