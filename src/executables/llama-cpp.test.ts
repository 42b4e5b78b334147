import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Failure } from '../domain/failure.ts'
import type { HostFacts, PlaceContext } from './define.ts'
import { llamaCpp } from './llama-cpp.ts'

const host: HostFacts = {
  llamaServer: null,
  node: '/bin/node',
  llamaRunner: '/app/llama-runner/main.ts',
  predictorHost: '',
  python: null,
  cores: 4,
}
const hash = (digit: string) => digit.repeat(64)
const model = `/data/models/blobs/${hash('a')}`
const context: PlaceContext = { connection: null, files: { model }, resolved: null, host }

const place = (bindings: Record<string, string>, changes: Partial<PlaceContext> = {}) =>
  llamaCpp.place(llamaCpp.parameters.parse(bindings), { ...context, ...changes })
const commandOf = (...args: Parameters<typeof place>) => {
  const placement = place(...args)
  return placement.kind === 'launch' ? placement.command : []
}

describe('the server that llama-cpp launches', () => {
  it('is our own runner, with defaults for this machine', () => {
    expect(place({})).toEqual({
      kind: 'launch',
      command: [
        ...['/bin/node', '/app/llama-runner/main.ts', '--socket', '{socket}', '--exit-with-stdin', '--model', model],
        ...['--context-size', '4096', '--parallel', '4', '--threads', '3', '--gpu-layers', '0'],
      ],
      env: { GGML_NO_BACKTRACE: '1' },
      readyPath: '/health',
      startTimeoutMs: 600_000,
      basePath: '/v1',
      model: null,
      concurrency: 4,
    })
  })

  it('is llama-server where there is one, its context split among the slots', () => {
    const bindings = {
      modelName: 'mine',
      contextSize: '2048',
      parallel: '2',
      threads: '1',
      gpuLayers: '7',
      chatTemplate: 'chatml',
      embeddings: 'true',
    }
    expect(place(bindings, { host: { ...host, llamaServer: '/bin/llama-server' } })).toMatchObject({
      command: [
        ...[
          '/bin/llama-server',
          '--host',
          '{socket}',
          '-m',
          model,
          '-c',
          '4096',
          '-np',
          '2',
          '-t',
          '1',
          '-ngl',
          '7',
          '--metrics',
          '--jinja',
        ],
        ...['--chat-template', 'chatml', '--alias', 'mine', '--embeddings'],
      ],
      model: 'mine',
      concurrency: 2,
    })
  })

  it.each([
    { name: 'one core', bindings: {}, changes: { host: { ...host, cores: 1 } }, has: ['--threads', '1'] },
    {
      name: 'name of the file',
      bindings: { modelFile: 'hf://org/repo/tiny.Q8_0.gguf' },
      changes: {},
      has: ['--alias=tiny.Q8_0'],
    },
    { name: 'Jinja text', bindings: { chatTemplate: '{{ x }}' }, changes: {}, has: ['--chat-template={{ x }}'] },
    { name: 'bound adapter', bindings: {}, changes: { files: { model, lora: '/data/l.gguf' } }, has: ['--lora', '/data/l.gguf'] },
    {
      name: 'adapter that control resolved',
      bindings: { loraFiles: 'hf://o/r/l.gguf' },
      changes: { files: { model, 'loraFiles:hf://o/r/l.gguf': '/data/l2' } },
      has: ['--lora', '/data/l2'],
    },
  ])('$name', ({ bindings, changes, has }) => {
    expect(commandOf(bindings, changes).join(' ')).toContain(has.join(' '))
  })
})

describe('a registered model', () => {
  const bound = (...fileNames: string[]) => ({
    ...{ name: 'mine', version: 3, framework: null, folder: '/models/mine/3/Files', fileNames },
    ...{ artifact: null, modelSchema: null, inputExample: null },
  })
  const of = (...fileNames: string[]) => ({ files: {}, registered: bound(...fileNames) })

  it.each([
    { fileNames: ['README.md', 'tiny.GGUF'], file: 'tiny.GGUF' },
    { fileNames: ['big-00002-of-00002.gguf', 'big-00001-of-00002.gguf'], file: 'big-00001-of-00002.gguf' },
  ])('is served from its GGUF file: $file', ({ fileNames, file }) => {
    const command = commandOf({ model: 'mine', modelVersion: '3' }, of(...fileNames)).join(' ')
    expect(command).toContain(`--model /models/mine/3/Files/${file}`)
    expect(command).toContain('--alias=mine')
  })

  it('is named by its parameters', () => {
    const parameters = llamaCpp.parameters.parse({ model: 'mine', modelVersion: '3' })
    expect(llamaCpp.registered?.(parameters)).toEqual({ name: 'mine', version: 3, artifactVersion: 0 })
    expect(llamaCpp.modelOf(parameters)).toEqual({ name: 'mine', version: '3' })
    expect(llamaCpp.registered?.(llamaCpp.parameters.parse({}))).toBeNull()
  })

  it.each([
    [of('a.gguf', 'b.gguf'), 'version 3 of model mine has several GGUF files (a.gguf, b.gguf)'],
    [of('model.pkl'), 'version 3 of model mine has no GGUF file; its files are model.pkl'],
    [{ registered: bound('a.gguf') }, 'name the model once'],
  ])('is refused: %#', (changes, says) => {
    expect(() => place({ model: 'mine' }, changes)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(says),
        details: { target: 'parameterBindings.model' },
      }) as Failure,
    )
  })
})

describe('what llama-cpp refuses, naming the parameter', () => {
  it.each([
    { bindings: { parallel: '0' }, says: /parallel[\s\S]*whole number from 1 to 64/ },
    { bindings: { contextSize: 'big' }, says: /contextSize[\s\S]*whole number from 16 to 1048576/ },
    { bindings: { threads: '1.5' }, says: /threads[\s\S]*whole number/ },
    {
      bindings: { chatTemplate: '/etc/passwd' },
      says: /chatTemplate[\s\S]*must be chatml, llama3, gemma, or Jinja text|must be chatml[\s\S]*chatTemplate/,
    },
    { bindings: { loraFiles: 'a,,b' }, says: /comma-separated list without empty entries/ },
    { bindings: { embeddings: 'maybe' }, says: /"true\\"\|\\"false\\"|"true"\|"false"/ },
    { bindings: { colour: 'red' }, says: /colour/ },
  ])('$bindings', ({ bindings, says }) => {
    expect(() => llamaCpp.parameters.parse(bindings)).toThrow(says)
  })

  it.each([{ name: 'no file', bindings: {}, files: {}, target: 'parameterBindings.modelFile' }])(
    '$name',
    ({ bindings, files, target }) => {
      expect(() => place(bindings, { files })).toThrow(
        expect.objectContaining({ code: 'invalid', details: { target } }) as Failure,
      )
    },
  )
})

it('names the files that its parameters stand for', () => {
  expect(
    llamaCpp.filesIn?.(llamaCpp.parameters.parse({ modelFile: 'file:///m.gguf', loraFiles: 'hf://o/r/a.gguf, hf://o/r/b.gguf' })),
  ).toEqual({
    model: 'file:///m.gguf',
    'loraFiles:hf://o/r/a.gguf': 'hf://o/r/a.gguf',
    'loraFiles:hf://o/r/b.gguf': 'hf://o/r/b.gguf',
  })
})

it('describes every parameter for forms', () => {
  const { properties = {} } = z.toJSONSchema(llamaCpp.parameters)
  for (const [name, property] of Object.entries(properties))
    expect(property, name).toMatchObject({ description: expect.any(String) })
  expect(properties['parallel']).toMatchObject({ type: 'integer', minimum: 1, maximum: 64, default: 4 })
})

it('is called after its parameter or its file, and never needs the catalog', () => {
  const nameOf = (bindings: Record<string, string>) => llamaCpp.modelOf(llamaCpp.parameters.parse(bindings))
  expect(nameOf({ modelName: 'mine', modelFile: 'https://x/y.gguf' })).toEqual({ name: 'mine', version: 'latest' })
  expect(nameOf({ modelFile: 'https://x/y.gguf' })).toEqual({ name: 'y', version: 'latest' })
  expect(nameOf({ modelFile: hash('a') })).toBeNull()
  expect(llamaCpp.catalogued(llamaCpp.parameters.parse({}), {})).toBe(false)
})
