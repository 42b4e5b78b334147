import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Host, startHost } from '../predictor/host.ts'
import { knownFailures, mayFail } from './known-failures.ts'
import { models, signature, type TestTensor, testCases, testDataFolder } from './test-data.ts'

const isThere = existsSync(testDataFolder)
const title = `${isThere ? '' : `skipped, as ${testDataFolder} is not there (apt-get install libonnx-testdata): `}the ONNX project's own models`

let host: Host
const all = isThere ? models() : []

/**
 * Each model of Debian's `libonnx-testdata`, served by the predictor host as one of many and called through the Open Inference
 * Protocol with raw tensors: what comes out must be what the ONNX project says.
 */
describe.skipIf(!isThere)(title, () => {
  beforeAll(async () => {
    const named = all.map((model) => `--model=${nameOf(model)}=${testDataFolder}/${model}`)
    host = startHost({ script: '', args: ['--onnx', '1', '--max-loaded', '4', ...named] })
    await host.ready()
  })
  afterAll(() => host?.[Symbol.asyncDispose]())

  it('answer as they should, all but those that are known not to', { timeout: 600_000 }, async () => {
    const failures: Record<string, string> = {}
    for (const model of all) {
      const fault = await faultOf(model)
      if (fault !== null) failures[model] = fault
    }
    const passed = all.length - Object.keys(failures).length
    console.log(`${passed} of ${all.length} models answer as they should`)
    const either = Object.values(mayFail).flat()
    const known = Object.values(knownFailures).flat()
    const surprises = Object.entries(failures).filter(([model]) => !known.includes(model) && !either.includes(model))
    expect(surprises, 'fails, and is not known to').toEqual([])
    expect(
      known.filter((model) => failures[model] === undefined),
      'is known to fail, and does not',
    ).toEqual([])
    expect(all.length).toBeGreaterThan(1000)
  })
})

const nameOf = (model: string): string => model.replace('/', '-')

/** null: all its data sets come out right. */
async function faultOf(model: string): Promise<string | null> {
  const { inputs, outputs } = signature(model)
  for (const { inputs: given, outputs: expected } of testCases(model)) {
    const tensors = given.map((each, index) => ({ ...each, name: inputs[index] ?? each.name }))
    const header = JSON.stringify({
      parameters: { binary_data_output: true },
      inputs: tensors.map(({ name, datatype, shape, raw }) => ({
        name,
        datatype: datatype ?? 'none',
        shape,
        parameters: { binary_data_size: raw.length },
      })),
    })
    const body = Buffer.concat([Buffer.from(header), ...tensors.map((each) => each.raw)])
    const headers = { 'inference-header-content-length': String(Buffer.byteLength(header)) }
    const answer = await host.call('POST', `/v2/models/${nameOf(model)}/infer`, body, headers)
    if (answer.status !== 200) return `${answer.status} ${answer.body?.error ?? answer.text}`
    const length = Number(answer.headers['inference-header-content-length'])
    const said = JSON.parse(answer.bytes.toString('utf8', 0, length))
    let at = length
    for (const output of said.outputs) {
      const size = output.parameters.binary_data_size
      const raw = answer.bytes.subarray(at, at + size)
      at += size
      const right = expected[outputs.indexOf(output.name)]
      if (!right) return `output ${output.name} is not among ${outputs}`
      const fault = difference(output, raw, right)
      if (fault !== null) return fault
    }
    if (said.outputs.length !== expected.length) return `${said.outputs.length} outputs instead of ${expected.length}`
  }
  return null
}

type Output = { readonly name: string; readonly datatype: string; readonly shape: number[] }

function difference(output: Output, raw: Buffer, right: TestTensor): string | null {
  if (output.datatype !== right.datatype) return `${output.name} is ${output.datatype} instead of ${right.datatype}`
  if (String(output.shape) !== String(right.shape))
    return `${output.name} has shape [${output.shape}] instead of [${right.shape}]`
  if (raw.equals(right.raw)) return null
  const [got, wanted] = [numbersIn(output.datatype, raw), numbersIn(output.datatype, right.raw)]
  if (!got || !wanted || got.length !== wanted.length) return `${output.name} differs`
  for (const [index, value] of got.entries()) {
    const want = wanted[index] ?? 0
    // The tolerance of the ONNX project's own test runner.
    const isClose = Object.is(value, want) || value === want || Math.abs(value - want) <= 1e-7 + 1e-3 * Math.abs(want)
    if (!isClose) return `${output.name}[${index}] is ${value} instead of ${want}`
  }
  return null
}

/** null: no floats, which must be equal to the bit. */
function numbersIn(
  datatype: string,
  raw: Buffer,
): (ArrayLike<number> & Iterable<number> & { entries(): IterableIterator<[number, number]> }) | null {
  const bytes = new Uint8Array(raw)
  if (datatype === 'FP32') return new Float32Array(bytes.buffer)
  if (datatype === 'FP64') return new Float64Array(bytes.buffer)
  if (datatype === 'FP16') return Float32Array.from(new Uint16Array(bytes.buffer), half)
  return null
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}
