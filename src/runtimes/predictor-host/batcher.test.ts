import { array, assert, asyncProperty, boolean, constantFrom, integer, nat, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BackendCall, CallFault, type Reply, type Running } from './backend.ts'
import { type BatchTimer, makeBatcher } from './batcher.ts'
import { readBatcher } from './batcher-settings.ts'

/** Time that goes only when it is told to. */
function handTimer() {
  let now = 0
  let due: { readonly at: number; readonly run: () => void }[] = []
  const timer: BatchTimer = {
    now: () => now,
    after(ms, run) {
      const each = { at: now + ms, run }
      due.push(each)
      return () => {
        due = due.filter((other) => other !== each)
      }
    },
    soon: setImmediate,
  }
  const advance = async (ms: number): Promise<void> => {
    now += ms
    for (const each of due.filter(({ at }) => at <= now)) {
      due = due.filter((other) => other !== each)
      each.run()
    }
    await turns()
  }
  return { timer, advance, pending: () => due.length }
}
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate)
}

type Batch = {
  readonly call: BackendCall
  readonly rows: readonly unknown[]
  readonly answer: (fault?: CallFault, body?: unknown) => void
  cancelled: boolean
}

/** A backend whose calls end when the test says so. V1: each row `x` is answered with `[x]`. */
function scene(
  settings: object = {},
  given: { readonly places?: number; readonly concurrent?: boolean; readonly auto?: boolean } = {},
) {
  const batches: Batch[] = []
  const warnings: string[] = []
  const clock = handTimer()
  let isOff = false
  const backend = (call: BackendCall): Running => {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    const rows = call.protocol === 'v1' ? instancesIn(call.payload) : rowsOf(call)
    const batch: Batch = {
      call,
      rows,
      cancelled: false,
      answer(fault, said = { predictions: rows.map((each) => [each]) }) {
        if (fault) reject(fault)
        else if (call.protocol === 'v1') resolve({ ...plain, payload: Buffer.from(JSON.stringify(said)) })
        else resolve({ ...plain, payload: call.payload, outputs: call.inputs ?? [] })
      },
    }
    batches.push(batch)
    if (given.auto)
      setImmediate(() => batch.answer(rows.includes('bad') ? new CallFault(500, 'ValueError', 'bad row') : undefined))
    return {
      reply: promise,
      cancel() {
        batch.cancelled = true
        reject(new CallFault(499, null, 'called off'))
      },
    }
  }
  const call = makeBatcher({
    call: backend,
    settings: () => (isOff ? null : readBatcher({ maxBatchSize: 4, maxLatency: 100, timeout: 10, ...settings })),
    schema: () => null,
    places: given.places ?? 2,
    concurrent: given.concurrent ?? false,
    timer: clock.timer,
    executed: () => {},
    newId: () => 'id-1',
    warn: (words) => warnings.push(words),
  })
  const predict = (instances: readonly unknown[], more: object = {}) => {
    const running = call({ op: 'predict', protocol: 'v1', payload: Buffer.from(JSON.stringify({ instances, ...more })) })
    return { ...running, said: running.reply.then(({ payload }) => JSON.parse(payload.toString()), faultWords) }
  }
  const sizes = (): number[] => batches.map((each) => each.rows.length)
  const off = (): void => {
    isOff = true
  }
  return { batches, warnings, call, predict, sizes, off, ...clock }
}
const plain = { contentType: null, outputs: [], queueNs: 0, computeNs: 0 }
const faultWords = (cause: unknown): unknown => (cause instanceof CallFault ? [cause.status, cause.message] : cause)

function tensorCall(name: string, datatype: string, shape: readonly number[], raw: Buffer, more: object = {}): BackendCall {
  return {
    op: 'predict',
    protocol: 'oip',
    payload: raw,
    inputs: [{ name, datatype, shape, offset: 0, bytes: raw.length }],
    ...more,
  }
}
function instancesIn(payload: Buffer): readonly unknown[] {
  try {
    return JSON.parse(payload.toString()).instances
  } catch {
    return []
  }
}
const rowsOf = ({ inputs }: BackendCall): readonly unknown[] => Array.from({ length: inputs?.[0]?.shape[0] ?? 0 })
const floats = (...values: number[]): Buffer => Buffer.from(new Float32Array(values).buffer)

describe('the batcher', () => {
  it('lets a call go at once where the backend is idle, with all that came in the same turn', async () => {
    const { predict, batches, sizes, pending } = scene()
    const calls = [predict([1]), predict([2, 3])]
    await turns()
    expect(sizes()).toEqual([3])
    batches[0]?.answer()
    expect(await Promise.all(calls.map((each) => each.said))).toEqual([{ predictions: [[1]] }, { predictions: [[2], [3]] }])
    expect(pending()).toBe(0)
  })

  it('puts together what comes while it is busy, and never more than fits', async () => {
    const { predict, batches, sizes } = scene({ maxBatchSize: 4 })
    const first = predict([0])
    await turns()
    const rest = [predict([1]), predict([2, 3]), predict([4, 5]), predict([6])]
    await turns()
    // Three rows would fit, but a busy backend waits for a full batch, which the first two and half a call do not make.
    batches[0]?.answer()
    await first.reply
    await turns()
    batches[1]?.answer()
    await turns()
    batches[2]?.answer()
    expect(sizes()).toEqual([1, 3, 3])
    expect(await Promise.all(rest.map((each) => each.said))).toEqual([
      { predictions: [[1]] },
      { predictions: [[2], [3]] },
      { predictions: [[4], [5]] },
      { predictions: [[6]] },
    ])
  })

  it('has several batches at work where the backend takes several', async () => {
    const { predict, sizes } = scene({ maxBatchSize: 2 }, { places: 3, concurrent: true })
    for (const each of [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ])
      predict(each)
    await turns()
    expect(sizes()).toEqual([2, 2, 2])
  })

  it('hands over what has waited for maxLatency, though the batch is not full', async () => {
    const { predict, sizes, advance } = scene({}, { places: 3, concurrent: true })
    predict([1])
    await turns()
    predict([2])
    await advance(99)
    expect(sizes()).toEqual([1])
    await advance(1)
    expect(sizes()).toEqual([1, 1])
  })

  it('learns how long batches take, and makes them no longer than maxLatency allows', async () => {
    const { predict, batches, sizes, advance } = scene({ maxBatchSize: 100, maxLatency: 100 }, { places: 1 })
    const serve = async (ms: number): Promise<void> => {
      await advance(ms)
      batches.at(-1)?.answer()
      await turns()
    }
    predict([1])
    await turns()
    for (let each = 0; each < 3; each += 1) predict([each])
    await serve(20)
    await serve(40)
    // 10 ms and 10 a row: of twenty that wait, nine are in time.
    for (let each = 0; each < 20; each += 1) predict([each])
    await turns()
    expect(sizes()).toEqual([1, 3, 9])
  })

  it('never mixes calls with other keys, parameters, shapes, datatypes or outputs', async () => {
    const { predict, call, batches } = scene()
    const tensors = [
      tensorCall('x', 'FP32', [1, 2], floats(1, 2)),
      tensorCall('x', 'FP32', [2, 2], floats(3, 4, 5, 6)),
      tensorCall('x', 'FP32', [1, 1], floats(7)),
      tensorCall('x', 'INT32', [1, 2], floats(1, 2)),
      tensorCall('y', 'FP32', [1, 2], floats(1, 2)),
      tensorCall('x', 'FP32', [1, 2], floats(1, 2), { outputNames: ['a'] }),
      tensorCall('x', 'FP32', [1, 2], floats(1, 2), { parameters: { temperature: 1 } }),
      // How the caller wants to see the answer is none of the model's business.
      tensorCall('x', 'FP32', [1, 2], floats(1, 2), { parameters: { binary_data_output: true } }),
    ]
    const running = [
      predict([1]),
      predict([2], { signature: 's' }),
      predict([3], { signature: 's' }),
      predict([4], { signature: 't' }),
    ]
    for (const each of tensors) running.push({ ...call(each), said: Promise.resolve() })
    for (let done = 0; done < batches.length || done === 0; done += 1) {
      await turns()
      batches[done]?.answer()
      await turns()
    }
    await Promise.all(running.map((each) => each.reply))
    expect(batches.map((each) => each.rows.length)).toEqual([1, 4, 2, 1, 1, 1, 1, 1, 1])
    expect(batches[2]?.call.payload.toString()).toBe('{"instances":[2,3],"signature":"s"}')
  })

  it('splits tensors exactly along their first dimension, texts too', async () => {
    const { call, batches } = scene({ maxBatchSize: 10 })
    const texts = (...words: string[]): Buffer =>
      Buffer.concat(words.flatMap((word) => [Buffer.from(new Uint32Array([word.length]).buffer), Buffer.from(word)]))
    const inputs = [
      [texts('a', 'bcd'), [1, 2]],
      [texts('', 'x', 'yy', 'z'), [2, 2]],
    ] as const
    const replies = inputs.map(([raw, shape]) => call(tensorCall('t', 'BYTES', shape, raw)).reply)
    await turns()
    expect(batches[0]?.call.inputs).toEqual([{ name: 't', datatype: 'BYTES', shape: [3, 2], offset: 0, bytes: 32 }])
    batches[0]?.answer()
    for (const [index, reply] of (await Promise.all(replies)).entries()) {
      expect(reply.payload).toEqual(inputs[index]?.[0])
      expect(reply.outputs).toMatchObject([{ shape: inputs[index]?.[1], offset: 0, bytes: inputs[index]?.[0].length }])
    }
  })

  it('cuts a call that is larger than a batch, and puts its answer together again', async () => {
    const { predict, call, batches, sizes } = scene({ maxBatchSize: 4 }, { auto: true })
    expect(await predict([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).said).toEqual({
      predictions: [[0], [1], [2], [3], [4], [5], [6], [7], [8], [9]],
    })
    expect(sizes()).toEqual([4, 4, 2])
    const { payload, outputs } = await call(tensorCall('x', 'FP32', [5, 1], floats(1, 2, 3, 4, 5))).reply
    expect([payload, outputs]).toEqual([
      floats(1, 2, 3, 4, 5),
      [{ name: 'x', datatype: 'FP32', shape: [5, 1], offset: 0, bytes: 20 }],
    ])
    expect(batches.length).toBe(5)
  })

  it('finds the bad call of a batch: it alone fails, with its own status', async () => {
    const { predict, sizes } = scene({ maxBatchSize: 16 }, { auto: true })
    const calls = [[1], [2], ['bad'], [4], [5], [6], [7], [8]].map((each) => predict(each).said)
    expect(await Promise.all(calls)).toEqual([
      { predictions: [[1]] },
      { predictions: [[2]] },
      [500, 'bad row'],
      ...[4, 5, 6, 7, 8].map((each) => ({ predictions: [[each]] })),
    ])
    // Halves of halves, not each by itself.
    expect(sizes()).toEqual([8, 4, 4, 2, 2, 1, 1])
  })

  it("passes on what is nobody's fault without trying again", async () => {
    const { predict, batches } = scene()
    const calls = [predict([1]), predict([2])]
    await turns()
    batches[0]?.answer(new CallFault(503, null, 'the model is being stopped; try again'))
    expect(await Promise.all(calls.map((each) => each.said))).toEqual(
      Array.from({ length: 2 }, () => [503, 'the model is being stopped; try again']),
    )
    expect(batches.length).toBe(1)
  })

  it('asks again, call by call, where an answer has other rows than went in, and stops trying after three', async () => {
    const { predict, batches, warnings, sizes } = scene()
    for (let round = 0; round < 3; round += 1) {
      const calls = [predict([1]), predict([2, 3])]
      await turns()
      batches.at(-1)?.answer(undefined, { predictions: 'a summary' })
      await turns()
      for (const each of batches.slice(-2)) each.answer()
      expect(await Promise.all(calls.map((each) => each.said))).toEqual([{ predictions: [[1]] }, { predictions: [[2], [3]] }])
    }
    expect(warnings).toEqual([expect.stringMatching(/not as many rows/)])
    predict([1])
    predict([2])
    await turns()
    expect(sizes()).toEqual([3, 1, 2, 3, 1, 2, 3, 1, 2, 1, 1])
  })

  it('lets a caller who hangs up go: not begun, it never is; a batch of nobody else is called off', async () => {
    const { predict, batches, sizes } = scene()
    const first = predict([0])
    await turns()
    const [gone, stays] = [predict([1]), predict([2])]
    gone.cancel()
    expect(await gone.said).toEqual([499, 'called off'])
    first.cancel()
    await turns()
    expect(batches[0]?.cancelled).toBe(true)
    await turns()
    expect(batches[1]?.rows).toEqual([2])
    const late = predict([3])
    late.cancel()
    batches[1]?.answer()
    expect(await stays.said).toEqual({ predictions: [[2]] })
    await turns()
    expect(sizes()).toEqual([1, 1])
  })

  it('keeps a batch at work while anyone waits for it', async () => {
    const { predict, batches } = scene()
    const [a, b] = [predict([1]), predict([2])]
    await turns()
    a.cancel()
    expect(batches[0]?.cancelled).toBe(false)
    batches[0]?.answer()
    expect(await b.said).toEqual({ predictions: [[2]] })
  })

  it('ends each call that is not answered in time: 504 where it was begun, 503 where it was not', async () => {
    const { predict, advance } = scene({ timeout: 10 }, { places: 1 })
    const begun = predict([1])
    await turns()
    await advance(9_000)
    const waits = predict([2])
    await advance(1_000)
    expect(await begun.said).toEqual([504, 'the model did not answer within 10 s'])
    await advance(0)
    const third = predict([3])
    const fourth = predict([4])
    await advance(10_000)
    expect(await Promise.all([waits.said, third.said, fourth.said])).toEqual([
      [504, 'the model did not answer within 10 s'],
      [503, 'the model did not answer within 10 s'],
      [503, 'the model did not answer within 10 s'],
    ])
  })

  it('takes no more calls than its queue holds', async () => {
    const { predict } = scene({ maxQueue: 2 }, { places: 1 })
    predict([0])
    await turns()
    predict([1])
    predict([2])
    expect(await predict([3]).said).toEqual([503, '2 calls wait for the model already; try again'])
  })

  it.each(['{"instances":[]}', '{"instances":[1', '{"instances":{"a":1}}', '{"inputs":1}', '[]'])(
    'hands %s to the model as it is, for its own words',
    (text) => {
      const { call, batches } = scene()
      const payload = Buffer.from(text)
      call({ op: 'predict', protocol: 'v1', payload })
      expect(batches[0]?.call.payload).toBe(payload)
    },
  )

  it('tells the batch where that is asked for', async () => {
    const { predict, batches } = scene({ answers: 'kserve' })
    const calls = [predict([1]), predict([2])]
    await turns()
    batches[0]?.answer()
    expect((await Promise.all(calls.map((each) => each.reply))).map(({ batchId }) => batchId)).toEqual(['id-1', 'id-1'])
  })

  it('can be switched off with calls waiting', async () => {
    const { predict, batches, off } = scene({}, { places: 1 })
    predict([0])
    await turns()
    const waits = [predict([1]), predict([2])]
    off()
    predict([3])
    expect(batches.map((each) => each.rows)).toEqual([[0], [3]])
    for (let done = 0; done < 4; done += 1) {
      batches[done]?.answer()
      await turns()
    }
    expect(await Promise.all(waits.map((each) => each.said))).toEqual([{ predictions: [[1]] }, { predictions: [[2]] }])
  })

  const worlds = record({
    maxBatchSize: integer({ min: 1, max: 7 }),
    places: integer({ min: 1, max: 3 }),
    concurrent: boolean(),
    calls: array(
      record({
        rows: integer({ min: 1, max: 12 }),
        group: constantFrom('a', 'b'),
        bad: nat(9),
        leaves: nat(9),
        afterTurns: nat(1),
      }),
      { minLength: 1, maxLength: 25 },
    ),
  })
  it('gives each caller exactly its own rows, whatever comes together', () =>
    assert(
      asyncProperty(worlds, async ({ maxBatchSize, places, concurrent, calls }) => {
        const { predict, sizes, batches } = scene({ maxBatchSize }, { places, concurrent, auto: true })
        let next = 0
        const outcomes: Promise<unknown>[] = []
        const expected: unknown[] = []
        for (const { rows, group, bad, leaves, afterTurns } of calls) {
          const own: unknown[] = Array.from({ length: rows }, () => (next += 1))
          if (bad === 0) own[0] = 'bad'
          const running = predict(own, { group })
          if (leaves === 0) running.cancel()
          outcomes.push(running.said)
          expected.push(
            leaves === 0 ? [499, 'called off'] : bad === 0 ? [500, 'bad row'] : { predictions: own.map((each) => [each]) },
          )
          if (afterTurns > 0) await new Promise(setImmediate)
        }
        expect(await Promise.all(outcomes)).toEqual(expected)
        expect(Math.max(0, ...sizes())).toBeLessThanOrEqual(maxBatchSize)
        for (const { call } of batches) expect(['a', 'b']).toContain(JSON.parse(call.payload.toString()).group)
      }),
      { numRuns: 150 },
    ))
})
