import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readFields, readNumbers } from './protobuf.ts'

/** Debian's package `libonnx-testdata`: the ONNX project's own models with inputs and the outputs that are right. */
export const testDataFolder = '/usr/share/libonnx-testdata/data'

export type TestTensor = {
  readonly name: string
  readonly datatype: string | null
  readonly shape: number[]
  readonly raw: Buffer
}
export type TestCase = { readonly inputs: readonly TestTensor[]; readonly outputs: readonly TestTensor[] }

/** Folders of all models, below `testDataFolder`. */
export const models = (): string[] =>
  globSync('*/*/model.onnx', { cwd: testDataFolder })
    .map((path) => path.slice(0, -'/model.onnx'.length))
    .sort()

/** The data sets of a model. Sequences and optional values are not told from tensors: no such model is served. */
export function testCases(model: string): TestCase[] {
  const folder = join(testDataFolder, model)
  const sets = readdirSync(folder).filter((name) => name.startsWith('test_data_set_'))
  const values = (set: string, side: string): TestTensor[] =>
    readdirSync(join(folder, set))
      .filter((name) => name.startsWith(`${side}_`))
      .sort((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]))
      .map((name) => readTensor(readFileSync(join(folder, set, name))))
  return sets.map((set) => ({ inputs: values(set, 'input'), outputs: values(set, 'output') }))
}

/** Names of the graph's inputs (without those that have a value of their own) and outputs. */
export function signature(model: string): { readonly inputs: string[]; readonly outputs: string[] } {
  const graph = readFields(readFields(readFileSync(join(testDataFolder, model, 'model.onnx'))).get(7)?.[0] as Buffer)
  const names = (field: number, nameField: number): string[] =>
    (graph.get(field) ?? []).map((value) => String(readFields(value as Buffer).get(nameField)?.[0] ?? ''))
  const given = names(5, 8)
  return { inputs: names(11, 1).filter((name) => !given.includes(name)), outputs: names(12, 1) }
}

const types: Record<number, readonly [datatype: string, size: number]> = {
  1: ['FP32', 4],
  2: ['UINT8', 1],
  3: ['INT8', 1],
  4: ['UINT16', 2],
  5: ['INT16', 2],
  6: ['INT32', 4],
  7: ['INT64', 8],
  8: ['BYTES', 0],
  9: ['BOOL', 1],
  10: ['FP16', 2],
  11: ['FP64', 8],
  12: ['UINT32', 4],
  13: ['UINT64', 8],
  16: ['BF16', 2],
}

/** A TensorProto: 1 dims, 2 type, 4 floats, 5 int32s, 6 texts, 7 int64s, 8 name, 9 raw, 10 doubles, 11 uint64s. */
function readTensor(bytes: Buffer): TestTensor {
  const fields = readFields(bytes)
  const type = Number(fields.get(2)?.[0] ?? 0n)
  const shape = readNumbers(fields.get(1)).map(Number)
  const [datatype, size] = types[type] ?? [null, 0]
  return { name: String(fields.get(8)?.[0] ?? ''), datatype, shape, raw: rawOf(fields, size) }
}

function rawOf(fields: ReturnType<typeof readFields>, size: number): Buffer {
  const raw = fields.get(9)?.[0]
  if (Buffer.isBuffer(raw)) return raw
  const texts = fields.get(6)
  if (texts)
    return Buffer.concat(
      texts.flatMap((text) => [Buffer.from(new Uint32Array([(text as Buffer).length]).buffer), text as Buffer]),
    )
  const packed = fields.get(4) ?? fields.get(10)
  if (packed) return Buffer.concat(packed as Buffer[])
  const numbers = readNumbers(fields.get(5) ?? fields.get(7) ?? fields.get(11))
  const bytes = Buffer.alloc(numbers.length * 8)
  for (const [index, number] of numbers.entries()) bytes.writeBigInt64LE(number, index * 8)
  return Buffer.concat(numbers.map((_, index) => bytes.subarray(index * 8, index * 8 + size)))
}
