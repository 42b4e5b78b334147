import { expect, it } from 'vitest'
import { startHost } from './host.ts'

it('a script may print faster than anybody reads: no line is lost, and the call is answered', async () => {
  const lines = 30_000
  const script = `
class Predict:
    def predict(self, inputs):
        for n in range(${lines}):
            print("line", n, "of a burst that is far more than a pipe holds")
        return inputs
`
  await using host = startHost({ script })
  await host.ready()
  const answer = await host.call('POST', '/v1/models/model:predict', { instances: [1] })
  expect(answer).toMatchObject({ status: 200, body: { predictions: [1] } })
  const count = (): number => host.said.stdout.split('\n').filter((line) => line.endsWith('a pipe holds')).length
  await expect.poll(count).toBe(lines)
})
