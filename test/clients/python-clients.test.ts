import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerFiles } from '../control/register-files.ts'
import { clientPackages } from '../grpc/python-clients.ts'
import { echoModel } from '../onnx/build-model.ts'
import { type Platform, startPlatform } from '../platform.ts'
import { pythonWith } from '../python-environment.ts'

const run = promisify(execFile)
/** What Triton's client needs besides for HTTP. */
const http = [
  'geventhttpclient==2.6.1',
  'gevent==26.9.0',
  'greenlet==3.3.2',
  'zope.event==6.2',
  'zope.interface==8.7',
  'brotli==1.2.1',
]
let platform: Platform
let python: string
let id: string

beforeAll(async () => {
  python = pythonWith([...clientPackages, ...http])
  platform = await startPlatform()
  await registerFiles(platform, 'echoes', {
    'floats/model.onnx': echoModel('float', ['N', 2]),
    'halves/model.onnx': echoModel('float16', ['N']),
    'longs/model.onnx': echoModel('int64', ['N']),
    'texts/model.onnx': echoModel('string', ['N', 1]),
  })
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name: 'echoes',
    scenarioId: 'model-serving',
    executableId: 'onnx',
    parameterBindings: [
      { key: 'model', value: 'echoes' },
      { key: 'modelFolders', value: 'true' },
    ],
  })
  id = (await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })).body.id
  await platform.until(id, 'RUNNING')
}, 600_000)
afterAll(() => platform?.[Symbol.asyncDispose]())

describe('unmodified Python clients over HTTP', () => {
  // No process may import both: their message definitions clash.
  it.each([
    ['triton_http.py', ''],
    ['kserve_rest.py', 'http://'],
  ])('%s works through the gateway', { timeout: 60_000 }, async (program, scheme) => {
    const address = `${scheme}${platform.url.replace('http://', '')}/v2/inference/deployments/${id}`
    const { stdout } = await run(python, [join(import.meta.dirname, program), address, platform.adminKey.trim()])
    expect(stdout).toMatch(/done\n$/)
  })
})
