import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Host, startHost } from './host.ts'

let host: Host

const script = `
import os, subprocess, sys

class Box:
    pass

class Predict:
    def __init__(self, project, deployment, model, async_logger):
        self.facts = [project.name, deployment.name, model.name, model.version]
        self.calls = 0

    def predict(self, inputs, parameters):
        self.calls += 1
        word = inputs[0]
        if word == "facts": return self.facts
        if word == "inputs": return inputs
        if word == "parameters": return [parameters]
        if word == "calls": return self.calls
        if word == "dict": return {"a": [1, 2]}
        if word == "own": return {"predictions": [1], "more": True}
        if word == "text": return "text"
        if word == "bytes": return b"\\x00\\xff raw"
        if word == "none": return None
        if word == "tuple": return (1, 2.5)
        if word == "nan": return [1, {"x": [float("nan")]}]
        if word == "infinity": return [float("-inf")]
        if word == "object": return [Box()]
        if word == "key": return {(1, 2): 3}
        if word == "circle":
            circle = []
            circle.append(circle)
            return circle
        if word == "big": return 2 ** 70
        if word == "surrogate": return "\\ud800"
        if word == "raise": raise ValueError("that is wrong")
        if word == "exit": sys.exit(3)
        if word == "status":
            error = KeyError("gone")
            error.status_code = 404
            raise error
        if word == "stream": return (str(each) for each in range(3))
        if word == "stream-json": return iter([{"a": 1}, [2]])
        if word == "stream-broken": return self.broken()
        if word == "print":
            print("from python", flush=False)
            sys.stdout.write("no line end")
            os.write(1, b"\\x05\\x00\\x00\\x00 raw bytes on one\\n")
            os.system("echo from a shell")
            subprocess.run([sys.executable, "-c", "import os; os.write(2, b'from a child\\\\n')"], check=True)
            import ctypes
            ctypes.CDLL(None).puts(b"from C")
            return ["printed"]
        return inputs

    def broken(self):
        yield "one"
        raise RuntimeError("in the middle")
`

beforeAll(async () => {
  host = startHost({ script, env: { MODEL_NAME: 'iris', MODEL_VERSION: '3', PROJECT_NAME: 'default' } })
  await host.ready()
})
afterAll(() => host[Symbol.asyncDispose]())

const predict = (body: unknown, headers: Record<string, string> = {}) =>
  host.call('POST', '/v1/models/model:predict', body, headers)

describe('V1 over a Python script', () => {
  it.each([
    ['GET', '/', 200, { status: 'alive' }],
    ['GET', '/v1/models', 200, { models: ['model'] }],
    ['GET', '/v1/models/', 200, { models: ['model'] }],
    ['GET', '/v1/models/model', 200, { name: 'model', ready: true }],
    ['GET', '/v1/models/iris?x=1', 200, { name: 'iris', ready: true }],
    ['GET', '/v1/models/d0', 200, { name: 'd0', ready: true }],
    ['GET', '/v1/models/other', 404, { error: 'Model with name other does not exist.' }],
    ['POST', '/v1/models/other:predict', 404, { error: 'Model with name other does not exist.' }],
    ['GET', '/v1/models/model:predict', 405, { detail: 'Method Not Allowed' }],
    ['POST', '/v1/models/model:classify', 405, { detail: 'Method Not Allowed' }],
    ['POST', '/v1/models/model:explain', 501, { error: expect.stringMatching(/has no explain; it has predict/) }],
    ['GET', '/nothing', 404, { detail: 'Not Found' }],
    ['GET', '/v1/models/%ff', 404, { error: expect.stringMatching(/does not exist/) }],
  ])('%s %s answers %i', async (method, path, status, body) => {
    expect(await host.call(method, path, method === 'POST' ? { instances: [] } : undefined)).toMatchObject({ status, body })
  })

  it.each([
    ['facts', ['default', 'model', 'iris', 3]],
    ['dict', { a: [1, 2] }],
    ['text', 'text'],
    ['none', null],
    ['tuple', [1, 2.5]],
  ])('a script that answers %s', async (word, predictions) => {
    expect(await predict({ instances: [word] })).toMatchObject({ status: 200, body: { predictions } })
  })

  it('takes "inputs" as well, and hands on every other key and numbers of any size', async () => {
    expect(await predict({ inputs: ['inputs', 2] })).toMatchObject({ status: 200, body: { predictions: ['inputs', 2] } })
    expect(await predict({ instances: ['parameters'], signature_name: 's', parameters: { a: 1 } })).toMatchObject({
      body: { predictions: [{ signature_name: 's', a: 1 }] },
    })
    expect((await predict('{"instances": ["inputs", 12345678901234567890]}')).text).toBe(
      '{"predictions":["inputs",12345678901234567890]}',
    )
    expect((await predict({ instances: ['big'] })).text).toBe(`{"predictions":${2n ** 70n}}`)
  })

  it('passes an answer of its own shape, and bytes, as they are', async () => {
    expect((await predict({ instances: ['own'] })).body).toEqual({ predictions: [1], more: true })
    const raw = await predict({ instances: ['bytes'] })
    expect(raw.headers['content-type']).toBe('application/octet-stream')
    expect(raw.bytes).toEqual(Buffer.from([0, 255, ...Buffer.from(' raw')]))
  })

  it.each([
    ['raise', 500, 'ValueError : that is wrong'],
    ['exit', 500, 'SystemExit : 3'],
    ['status', 404, "KeyError : 'gone'"],
    ['nan', 500, 'ValueError : predictions[1].x[0] is NaN, which JSON cannot hold'],
    ['infinity', 500, 'ValueError : predictions[0] is -Infinity, which JSON cannot hold'],
    ['object', 500, 'ValueError : predictions[0] is a value of type lectern_script.Box, which JSON cannot hold'],
    ['key', 500, 'ValueError : predictions has a key of type tuple, which JSON cannot hold'],
    ['circle', 500, expect.stringMatching(/holds itself/)],
    ['surrogate', 500, expect.stringMatching(/lone surrogate/)],
  ])('%s is a %i with type and message, and the instance lives on', async (word, status, error) => {
    expect(await predict({ instances: [word] })).toMatchObject({ status, body: { error } })
    expect((await predict({ instances: ['inputs'] })).status).toBe(200)
  })

  it('writes the traceback of an exception into the log', async () => {
    await predict({ instances: ['raise'] })
    expect(host.said.stderr).toMatch(/File "predict\.py", line \d+, in predict\n\s+if word == "raise": raise ValueError/)
    expect(host.said.stderr).not.toMatch(/lectern_harness/)
  })

  it.each([
    ['no JSON', '{"instances": [1', /not valid JSON/],
    ['no object', '[1]', /must be a JSON object/],
    ['nothing', '', /not valid JSON/],
    ['no list', '{"instances": 3}', /to be a list/],
    ['no inputs at all', '{"predictions": []}', /to be a list/],
    ['NaN', '{"instances": [NaN]}', /NaN, which JSON does not know/],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /not UTF-8/],
    ['depth', `{"instances": ${'['.repeat(100_000)}`, /nested too deeply|not valid JSON/],
    ['a number of 5000 digits', `{"instances": [${'9'.repeat(5000)}]}`, /not valid JSON/],
  ])('refuses %s with 400', async (_, body, error) => {
    expect(await predict(body)).toMatchObject({ status: 400, body: { error: expect.stringMatching(error) } })
  })

  it('unpacks gzip, and refuses what is no gzip, an unknown encoding, and a body over the limit', async () => {
    const packed = gzipSync(JSON.stringify({ instances: ['inputs'] }))
    expect(await predict(packed, { 'content-encoding': 'gzip' })).toMatchObject({
      status: 200,
      body: { predictions: ['inputs'] },
    })
    expect((await predict(packed.subarray(3), { 'content-encoding': 'gzip' })).status).toBe(400)
    expect((await predict(packed, { 'content-encoding': 'zip' })).status).toBe(415)
    expect((await predict(gzipSync(Buffer.alloc(70 * 1024 * 1024)), { 'content-encoding': 'gzip' })).status).toBe(413)
    expect((await predict(Buffer.alloc(65 * 1024 * 1024, 32))).status).toBe(413)
  })

  it('answers CloudEvents with their attributes, in headers or around the body', async () => {
    const attributes = { 'ce-specversion': '1.0', 'ce-id': '7', 'ce-source': '/me', 'ce-type': 'ask' }
    const binary = await predict({ instances: ['inputs'] }, attributes)
    expect(binary).toMatchObject({ body: { predictions: ['inputs'] }, headers: attributes })
    const event = { specversion: '1.0', id: '8', source: '/me', type: 'ask', data: { instances: ['inputs'] } }
    const structured = await predict(event, { 'content-type': 'application/cloudevents+json' })
    expect(structured.headers['content-type']).toBe('application/cloudevents+json')
    expect(structured.body).toEqual({
      ...{ specversion: '1.0', id: '8', source: '/me', type: 'ask', datacontenttype: 'application/json' },
      data: { predictions: ['inputs'] },
    })
    expect((await predict({ id: '8' }, { 'content-type': 'application/cloudevents+json' })).status).toBe(400)
  })

  it('streams what a generator yields: text, lines of JSON, or events', async () => {
    const text = await predict({ instances: ['stream'] })
    expect(text).toMatchObject({ status: 200, text: '012' })
    expect(text.headers['content-type']).toMatch(/^text\/plain/)
    const lines = await predict({ instances: ['stream-json'] })
    expect(lines).toMatchObject({ text: '{"a":1}\n[2]\n' })
    expect(lines.headers['content-type']).toBe('application/x-ndjson')
    const events = await predict({ instances: ['stream'] }, { accept: 'text/event-stream' })
    expect(events).toMatchObject({ text: 'data: 0\n\ndata: 1\n\ndata: 2\n\n' })
    const broken = await predict({ instances: ['stream-broken'] }, { accept: 'text/event-stream' })
    expect(broken.text).toBe('data: one\n\ndata: {"error":"RuntimeError : in the middle"}\n\n')
    await expect(predict({ instances: ['stream-broken'] })).rejects.toThrow(/aborted|hang up|ECONNRESET/)
    expect((await predict({ instances: ['inputs'] })).status).toBe(200)
  })

  it('keeps all kinds of prints out of the answers and in the log, at once', async () => {
    expect(await predict({ instances: ['print'] })).toMatchObject({ status: 200, body: { predictions: ['printed'] } })
    for (const words of ['from python', 'no line end', 'raw bytes on one', 'from a shell', 'from C'])
      expect(host.said.stdout).toContain(words)
    expect(host.said.stderr).toContain('from a child')
  })

  it('works on calls one after the other, and answers all of many at once', async () => {
    const before = (await predict({ instances: ['calls'] })).body.predictions
    const answers = await Promise.all(Array.from({ length: 50 }, () => predict({ instances: ['calls'] })))
    expect(answers.map((answer) => answer.body.predictions - before).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    )
  })
})
