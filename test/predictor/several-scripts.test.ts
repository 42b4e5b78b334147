import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHost } from './host.ts'

const folder = mkdtempSync(join(tmpdir(), 'lectern-several-'))
beforeAll(() => {
  for (const name of ['a', 'b']) {
    mkdirSync(join(folder, name, '3'), { recursive: true })
    writeFileSync(join(folder, name, '3', 'weights.txt'), name)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

const python = `
import os
class Predict:
    def __init__(self):
        self.word = open(os.path.join(os.environ["MODEL_FILES_PATH"], "weights.txt")).read()
    def predict(self, inputs):
        if inputs == ["exit"]: os._exit(1)
        return [self.word, os.getpid()]
`
const javascript = `
import { readFileSync } from 'node:fs'
const word = readFileSync(process.env.MODEL_FILES_PATH + '/weights.txt', 'utf8')
export const predict = (inputs) => inputs[0] === 'exit' ? process.exit(1) : [word, process.pid]
`

describe.each([
  ['Python', 'predict.py', python, []],
  ['JavaScript', 'predict.mjs', javascript, ['--node']],
])('several models of one %s script', (_, name, script, args) => {
  it('have a process each; one that dies is started again, and the others live on', async () => {
    await using host = startHost({ script, name, args: [...args, '--max-loaded', '2'], env: { MODEL_FILES_PATH: folder } })
    await host.ready()
    const predict = (model: string, word = 'x') => host.call('POST', `/v1/models/${model}:predict`, { instances: [word] })
    const [wordA, pidA] = (await predict('a')).body.predictions
    const [wordB, pidB] = (await predict('b')).body.predictions
    expect([wordA, wordB]).toEqual(['a', 'b'])
    expect(pidA).not.toBe(pidB)
    expect((await predict('b')).body.predictions[1]).toBe(pidB)
    expect(await predict('a', 'exit')).toMatchObject({ status: 500, body: { error: expect.stringMatching(/process ended/) } })
    expect((await predict('b')).body.predictions[1]).toBe(pidB)
    const again = (await predict('a')).body.predictions
    expect(again[0]).toBe('a')
    expect(again[1]).not.toBe(pidA)
    expect((await host.call('GET', '/v2/models/a')).body.versions).toEqual(['3'])
  })
})

it('each is checked against its own schema, and all are described', async () => {
  const said = (name: string, value: object) => {
    const path = join(folder, `${name}.json`)
    writeFileSync(path, JSON.stringify(value))
    return path
  }
  const schema = said('schema', { input_schema: { columnar_schema: [{ name: 'x', type: 'int' }] } })
  const example = said('example', { x: 7 })
  const models = ['a', 'b'].map((name) => `--model=${name}:3=${join(folder, name, '3')}`)
  const args = ['--max-loaded', '2', ...models, `--model-schema=a=${schema}`, `--model-example=a=${example}`]
  await using host = startHost({ script: python, args })
  await host.ready()
  const predict = (model: string) => host.call('POST', `/v1/models/${model}:predict`, { instances: ['x'] })
  expect(await predict('a')).toMatchObject({ status: 400, body: { error: 'instances[0] must be an object or a list with x' } })
  expect((await predict('b')).status).toBe(200)
  const { body } = await host.call('GET', '/openapi.json')
  const exampleOf = (name: string) =>
    body.paths[`/v1/models/${name}:predict`].post.requestBody.content['application/json'].example
  expect([exampleOf('a'), exampleOf('b')]).toEqual([{ instances: [{ x: 7 }] }, undefined])
})
