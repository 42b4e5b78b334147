import { describe, expect, it } from 'vitest'
import { type HostOptions, startHost } from './host.ts'

const echo = 'class Predict:\n    def predict(self, inputs):\n        return inputs\n'
const notebook = (cells: readonly (readonly [string, string])[]): string =>
  JSON.stringify({ cells: cells.map(([cell_type, text]) => ({ cell_type, source: text.split(/(?<=\n)/) })) })

/** What the host says last on stderr, which is what people are shown as the deployment's status. */
async function fate(options: HostOptions): Promise<string> {
  await using host = startHost(options)
  expect(await host.ended).toBe(1)
  return host.said.stderr.trim().split('\n').at(-1) ?? ''
}

describe('a script that cannot be served ends the host with file, line and what is expected', () => {
  it.each<[string, string, string]>([
    [
      'a missing module',
      'import os\nimport nothing_like_it\n',
      "predict.py line 2: ModuleNotFoundError: No module named 'nothing_like_it'",
    ],
    ['no syntax', 'class Predict:\n    def predict(self inputs):\n', 'predict.py line 2: SyntaxError: '],
    ['tabs and spaces', 'class Predict:\n\tx = 1\n        y = 2\n', 'predict.py line 3: TabError: '],
    ['a NUL byte', 'x = "\0"\n', 'predict.py'],
    ['nothing', '', 'predict.py has no class Predict or Predictor (it has no class); expected: class Predict'],
    ['another class', 'class Model:\n    pass\n', 'has no class Predict or Predictor (it has Model); expected'],
    ['a function of the name', 'def Predict():\n    pass\n', 'has no class Predict or Predictor'],
    [
      'no predict',
      'class Predict:\n    def run(self, inputs):\n        pass\n',
      'predict.py line 2: class Predict has no method predict; expected: def predict(self, inputs)',
    ],
    ['predict that is no function', 'class Predict:\n    predict = 3\n', 'has no method predict; expected'],
    [
      'predict without inputs',
      'class Predict:\n    def predict(self):\n        pass\n',
      'predict.py line 2: predict(self) cannot be called with inputs; expected: def predict(self, inputs)',
    ],
    [
      'predict with too much',
      'class Predict:\n    def predict(self, inputs, other):\n        pass\n',
      'cannot be called with inputs',
    ],
    [
      'an argument nobody gives',
      'class Predict:\n    def __init__(self, database):\n        pass\n    def predict(self, inputs):\n        pass\n',
      'predict.py line 2: __init__ asks for "database"; it can be given project, deployment, model, async_logger',
    ],
    [
      'an __init__ that fails',
      'class Predict:\n    def __init__(self):\n        self.x = {}["a"]\n    def predict(self, inputs):\n        pass\n',
      "predict.py line 3: KeyError: 'a'",
    ],
    [
      'a failure far below',
      'import json\nclass Predict:\n    def __init__(self):\n        json.loads("{")\n    def predict(self, inputs):\n        pass\n',
      'predict.py line 4: JSONDecodeError',
    ],
    ['an end of its own', 'import sys\nsys.exit(4)\n', 'predict.py line 2: SystemExit: 4'],
    ['a hard end', 'import os\nos._exit(4)\n', "the script's process ended (exit code 4)"],
    ['a crash', 'import ctypes\nctypes.string_at(0)\n', "the script's process ended (signal SIGSEGV)"],
  ])('%s', async (_, script, words) => {
    expect(await fate({ script })).toContain(words)
  })

  it('in a notebook tells the cell', async () => {
    const cells = [
      ['markdown', '# title'],
      ['code', 'x = 1\n'],
      ['code', 'y = 2\n1 / 0\n'],
    ] as const
    expect(await fate({ script: notebook(cells), name: 'predict.ipynb' })).toBe(
      'predict.ipynb cell 2 line 2: ZeroDivisionError: division by zero',
    )
    expect(await fate({ script: '{"cells": 3}', name: 'predict.ipynb' })).toMatch(/predict\.ipynb is no notebook/)
  })

  it('with a Python that is not there', async () => {
    expect(await fate({ script: echo, python: '/nowhere/python3' })).toMatch(/^\/nowhere\/python3 cannot be started/)
  })
})

describe('a script', () => {
  it('may be a notebook, with magics that only a notebook understands', async () => {
    const script = notebook([
      ['code', '%matplotlib inline\n!pip install nothing\nimport os\n'],
      ['code', '%%bash\nexit 1\n'],
      ['code', '%%time\nfactor = 3\nif factor:\n    %timeit 1\nfiles = !ls\nos.path?\n'],
      ['code', 'class Predictor:\n    def predict(self, inputs):\n        return [each * factor for each in inputs]\n'],
    ])
    await using host = startHost({ script, name: 'predict.ipynb' })
    await host.ready()
    expect(await host.call('POST', '/v1/models/model:predict', { instances: [2, 5] })).toMatchObject({
      body: { predictions: [6, 15] },
    })
  })

  it('may be asynchronous: calls run at once, up to the bound, and a caller who leaves calls its own off', async () => {
    const script = `
import asyncio
class Predict:
    def __init__(self):
        self.running = self.most = self.called_off = 0
        self.gate = asyncio.Event()
    async def predict(self, inputs):
        if inputs[0] == "open":
            self.gate.set()
            return [self.most, self.called_off]
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.called_off += 1
            raise
        finally:
            self.running -= 1
        if inputs[0] == "stream":
            return self.stream()
        return inputs
    async def stream(self):
        for each in "abc":
            yield each
`
    await using host = startHost({ script, args: ['--concurrency', '4'] })
    await host.ready()
    const call = (word: string) => host.call('POST', '/v1/models/model:predict', { instances: [word] })
    const held = ['a', 'b', 'stream'].map(call)
    const left = new Promise<void>((resolve) => {
      const { request } = process.getBuiltinModule('node:http')
      const socketPath = host.process.spawnargs[host.process.spawnargs.indexOf('--socket') + 1] ?? ''
      const asked = request({ socketPath, method: 'POST', path: '/v1/models/model:predict' })
      asked.on('error', () => resolve())
      asked.end('{"instances":["left"]}', () => setTimeout(() => asked.destroy(), 100))
    })
    await left
    expect((await call('open')).body.predictions[1]).toBe(1)
    expect((await Promise.all(held)).map(({ text }) => text)).toEqual(['{"predictions":["a"]}', '{"predictions":["b"]}', 'abc'])
    expect((await call('open')).body.predictions[0]).toBeGreaterThan(1)
  })

  it('gets where its files are, and the environment that it was given', async () => {
    const script = `
import os
class Predict:
    def __init__(self, model):
        self.model = model
    def predict(self, inputs):
        path = os.environ["MODEL_FILES_PATH"]
        return [self.model.model_files_path == path, sorted(os.listdir(path)), open(os.path.join(path, "weights.txt")).read(),
                os.environ["SCRIPT_NAME"], os.path.exists(os.environ["SCRIPT_PATH"]), __name__]
`
    await using host = startHost({ script, args: [`--model-file=weights.txt=${import.meta.filename}`] })
    await host.ready()
    const { body } = await host.call('POST', '/v1/models/model:predict', { instances: [1] })
    expect(body.predictions).toEqual([
      true,
      ['weights.txt'],
      expect.stringMatching(/^import/),
      'predict.py',
      true,
      'lectern_script',
    ])
  })
})

describe('the model of a host that allows it', () => {
  it('is unloaded and loaded again: another process', async () => {
    const script = 'import os\nclass Predict:\n    def predict(self, inputs):\n        return os.getpid()\n'
    await using host = startHost({ script, args: ['--model-control'] })
    await host.ready()
    const call = () => host.call('POST', '/v1/models/model:predict', { instances: [] })
    const before = (await call()).body.predictions
    expect((await host.call('POST', '/v2/repository/models/model/unload')).body).toEqual({ name: 'model', unload: true })
    expect(await call()).toMatchObject({ status: 503, body: { error: 'Model with name model is not ready.' } })
    expect((await host.call('GET', '/v2/models/model/ready')).status).toBe(503)
    expect((await host.call('POST', '/v2/repository/index', {})).body).toMatchObject([{ state: 'UNAVAILABLE' }])
    expect((await host.call('POST', '/v2/repository/index', { ready: true })).body).toEqual([])
    expect(() => process.kill(before, 0)).toThrow()
    expect((await host.call('POST', '/v2/repository/models/model/load')).status).toBe(200)
    expect((await call()).body.predictions).not.toBe(before)
  })
})

describe('the end', () => {
  const script = `
import os, time
class Predict:
    def predict(self, inputs):
        print("begun", inputs[0])
        if inputs[0] == "exit": os._exit(7)
        if inputs[0] == "crash":
            import ctypes
            ctypes.string_at(0)
        time.sleep(inputs[0])
        return inputs
`
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((later) => setTimeout(later, 10))
  }

  it.each([
    ['exit', /exit code 7/],
    ['crash', /signal SIGSEGV/],
  ])('of a child by %s: what it had in its hands gets 500, what waited 503, and the host ends', async (word, reason) => {
    await using host = startHost({ script })
    await host.ready()
    const calls = [word, 0, 0, 0].map((each) => host.call('POST', '/v1/models/model:predict', { instances: [each] }))
    const statuses = (await Promise.all(calls)).map(({ status }) => status)
    expect(statuses[0]).toBe(500)
    expect(statuses.every((status) => status === 500 || status === 503)).toBe(true)
    expect(statuses).toContain(503)
    expect(await host.ended).toBe(1)
    expect(host.said.stderr.trim().split('\n').at(-1)).toMatch(reason)
  })

  it('by SIGTERM lets a running call finish', async () => {
    await using host = startHost({ script })
    await host.ready()
    const call = host.call('POST', '/v1/models/model:predict', { instances: [0.5] })
    await until(() => host.said.stdout.includes('begun'))
    host.process.kill('SIGTERM')
    expect(await call).toMatchObject({ status: 200, body: { predictions: [0.5] } })
    expect(await host.ended).toBe(0)
  })

  it('by SIGTERM comes at once while the script still loads', async () => {
    await using host = startHost({ script: 'import time\nprint("loading")\ntime.sleep(100)\n' })
    await until(() => host.said.stdout.includes('loading'))
    host.process.kill('SIGTERM')
    expect(await host.ended).toBe(0)
  })

  it('of the host by SIGKILL takes the child with it, even one that never returns', async () => {
    await using host = startHost({
      script: echo.replace('return inputs', 'print("pid", __import__("os").getpid())\n        while True: pass'),
    })
    await host.ready()
    host.call('POST', '/v1/models/model:predict', { instances: [1] }).catch(() => {})
    await until(() => /pid \d+/.test(host.said.stdout))
    const pid = Number(/pid (\d+)/.exec(host.said.stdout)?.[1])
    host.process.kill('SIGKILL')
    await until(() => {
      try {
        process.kill(pid, 0)
        return false
      } catch {
        return true
      }
    })
  })
})
