import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Host, startHost } from './host.ts'

const folder = mkdtempSync(join(tmpdir(), 'lectern-described-'))
const script = `
class Predict:
    def predict(self, inputs):
        if len(inputs) > 1: raise ValueError("one at a time")
        return [len(inputs[0])]
    def explain(self, inputs):
        return ["because"]
`
/** Far more than an argument may hold. */
const columns = Array.from({ length: 6_000 }, (_, at) => ({ name: `measured_value_${at}`, type: 'double' }))
const row = Object.fromEntries(columns.map(({ name }) => [name, 1]))
let host: Host
beforeAll(async () => {
  const schemaFile = join(folder, 'schema.json')
  const exampleFile = join(folder, 'example.json')
  writeFileSync(schemaFile, JSON.stringify({ input_schema: { columnar_schema: columns } }))
  writeFileSync(exampleFile, JSON.stringify(columns.map(() => 1)))
  host = startHost({ script, args: ['--schema-file', schemaFile, '--example-file', exampleFile] })
  await host.ready()
})
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

it.each(['/openapi.json', '/v2/docs/dataplane.json', '/v2/models/model/docs/dataplane.json'])(
  'tells its calls at %s, with the example',
  async (path) => {
    const { status, body } = await host.call('GET', path)
    expect(status).toBe(200)
    expect(body).toMatchObject({ openapi: '3.1.0', info: { title: 'model', version: '1' } })
    expect(Object.keys(body.paths)).toEqual([
      '/v1/models/model',
      '/v1/models/model:predict',
      '/v2/models/model/infer',
      '/v1/models/model:explain',
      '/v2/models/model',
      '/v2/models/model/ready',
    ])
    const { example } = body.paths['/v1/models/model:predict'].post.requestBody.content['application/json']
    expect((await host.call('POST', '/v1/models/model:predict', example)).body).toEqual({ predictions: [6_000] })
  },
)

it('checks requests against a schema of any size', async () => {
  const { measured_value_5999: _, ...short } = row
  expect(await host.call('POST', '/v1/models/model:predict', { instances: [short] })).toMatchObject({
    status: 400,
    body: { error: 'instances[0].measured_value_5999 is missing' },
  })
})

it('counts the seconds of its steps as KServe does', async () => {
  const read = async () => (await host.call('GET', '/metrics')).text
  const countOf = (text: string, step: string): number =>
    Number(new RegExp(`^request_${step}_seconds_count\\{model_name="model"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0)
  const counts = (text: string) => ['preprocess', 'predict', 'postprocess', 'explain'].map((step) => countOf(text, step))
  const before = counts(await read())
  await host.call('POST', '/v1/models/model:predict', { instances: [row] })
  await host.call('POST', '/v1/models/model:explain', { instances: [row] })
  // One that fails has been predicted, but there is no answer to make.
  expect((await host.call('POST', '/v1/models/model:predict', { instances: [row, row] })).status).toBe(500)
  const { text, headers } = await host.call('GET', '/metrics')
  expect(counts(text).map((count, at) => count - (before[at] ?? 0))).toEqual([3, 2, 2, 1])
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(text).toMatch(/^# TYPE request_predict_seconds histogram$/m)
  const buckets = [...text.matchAll(/^request_predict_seconds_bucket\{model_name="model",le="([^"]+)"\} (\d+)$/gm)]
  expect(buckets.map(([, bound]) => bound).at(-1)).toBe('+Inf')
  expect(Number(buckets.at(-1)?.[2])).toBe(countOf(text, 'predict'))
  const rising = buckets.map(([, , count]) => Number(count))
  expect(rising).toEqual([...rising].sort((a, b) => a - b))
})
