import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Host, startHost } from './host.ts'

const scripts = [
  {
    language: 'Python',
    name: 'predict.py',
    args: [],
    script: `
class Predict:
    def predict(self, inputs):
        return [sum(row) for row in inputs]

    async def explain(self, inputs):
        if inputs == [[0]]:
            raise LookupError("nothing to explain")
        return [{"share": [each / sum(row) for each in row]} for row in inputs]
`,
    trouble: 'LookupError : nothing to explain',
  },
  {
    language: 'JavaScript',
    name: 'predict.mjs',
    args: ['--node'],
    script: `
const sum = (row) => row.reduce((all, each) => all + each, 0)
export class Predict {
  predict(inputs) {
    return inputs.map(sum)
  }
  async explain(inputs) {
    if (inputs[0].length === 1) throw new RangeError('nothing to explain')
    return inputs.map((row) => ({ share: row.map((each) => each / sum(row)) }))
  }
}
`,
    trouble: 'RangeError : nothing to explain',
  },
]

describe.each(scripts)('explain in $language', ({ name, args, script, trouble }) => {
  let host: Host
  beforeAll(async () => {
    host = startHost({ script, name, args })
    await host.ready()
  })
  afterAll(() => host[Symbol.asyncDispose]())

  const ask = (verb: string, body: object) => host.call('POST', `/v1/models/model:${verb}`, body)

  it('answers explanations, beside predictions', async () => {
    expect(await ask('explain', { instances: [[1, 3]] })).toMatchObject({
      status: 200,
      body: { explanations: [{ share: [0.25, 0.75] }] },
    })
    expect(await ask('predict', { instances: [[1, 3]] })).toMatchObject({ status: 200, body: { predictions: [4] } })
  })

  it('fails as predict does', async () => {
    expect(await ask('explain', { instances: [[0]] })).toMatchObject({ status: 500, body: { error: trouble } })
    expect((await ask('explain', { rows: [] })).status).toBe(400)
  })
})
