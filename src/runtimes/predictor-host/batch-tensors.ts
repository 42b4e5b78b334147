import { Buffer } from 'node:buffer'
import type { TensorSchema } from '../../domain/tensor-schema.ts'
import type { BackendCall, Reply, TensorAt } from './backend.ts'
import type { AnswerPart, Rows, RowsPart } from './batch-shape.ts'

/** Tensors: rows are what lies along the first dimension. null: they have no common one, or the model fixes it. */
export function tensorRows(call: BackendCall, schema: TensorSchema | null): Rows | null {
  const { payload, inputs = [] } = call
  const count = inputs[0]?.shape[0] ?? 0
  if (count === 0 || inputs.some(({ shape }) => shape[0] !== count)) return null
  if (schema && [...schema.inputs, ...schema.outputs].some(({ shape }) => shape.length > 0 && shape[0] !== -1)) return null
  const { binary_data_output: _, ...parameters } = call.parameters ?? {}
  const rows = inputs.map((each) => rowsIn(each, payload))
  const like = inputs.map(({ name, datatype, shape }) => [name, datatype, shape.slice(1)])
  return {
    group: `oip ${JSON.stringify([like, call.outputNames ?? [], parameters])}`,
    count,
    part: (from, to) => ({ count: to - from, pieces: rows.map((each) => each(from, to)) }),
    join(parts) {
      const total = parts.reduce((sum, each) => sum + each.count, 0)
      const joined = concatenated(inputs, parts, total)
      return { ...callLike(call), inputs: joined.tensors, payload: joined.payload, parameters }
    },
    split,
    answer(parts) {
      const [first, ...others] = parts
      if (!first || others.some(({ like: other }) => other !== first.like)) return null
      const total = parts.reduce((sum, each) => sum + each.count, 0)
      const outputs = (JSON.parse(first.like) as [string, string, number[]][]).map(([name, datatype, tail]) => ({
        name,
        datatype,
        shape: [0, ...tail],
      }))
      const { tensors, payload: whole } = concatenated(outputs, parts, total)
      return { payload: whole, outputs: tensors }
    },
  }
}

const callLike = ({ op, protocol, outputNames, model }: BackendCall) => ({
  op,
  protocol,
  ...(outputNames ? { outputNames } : {}),
  ...(model === undefined ? {} : { model }),
})

function split({ payload, outputs }: Reply, counts: readonly number[]): readonly AnswerPart[] | null {
  const total = counts.reduce((sum, each) => sum + each, 0)
  if (outputs.length === 0 || outputs.some(({ shape }) => shape[0] !== total)) return null
  const like = JSON.stringify(outputs.map(({ name, datatype, shape }) => [name, datatype, shape.slice(1)]))
  const rows = outputs.map((each) => rowsIn(each, payload))
  let at = 0
  return counts.map((count) => {
    at += count
    return { count, pieces: rows.map((each) => each(at - count, at)), like }
  })
}

/** Bytes of some of a tensor's rows. Texts have lengths of their own: where each row begins is looked up once. */
function rowsIn(tensor: TensorAt, payload: Buffer): (from: number, to: number) => Buffer {
  const raw = payload.subarray(tensor.offset, tensor.offset + tensor.bytes)
  const count = tensor.shape[0] ?? 1
  if (tensor.datatype !== 'BYTES') {
    const size = raw.length / count
    return (from, to) => raw.subarray(from * size, to * size)
  }
  const texts = tensor.shape.slice(1).reduce((product, size) => product * size, 1)
  let starts: readonly number[] | null = null
  return (from, to) => {
    if (from === 0 && to === count) return raw
    starts ??= startsIn(raw, texts)
    return raw.subarray(starts[from], starts[to])
  }
}

function startsIn(raw: Buffer, textsPerRow: number): number[] {
  const starts = [0]
  let texts = 0
  for (let at = 0; at + 4 <= raw.length; ) {
    at += 4 + raw.readUInt32LE(at)
    texts += 1
    if (texts % textsPerRow === 0) starts.push(at)
  }
  return starts
}

function concatenated(
  like: readonly Pick<TensorAt, 'name' | 'datatype' | 'shape'>[],
  parts: readonly Pick<RowsPart, 'pieces'>[],
  rows: number,
): { readonly tensors: TensorAt[]; readonly payload: Buffer } {
  const pieces: Uint8Array[] = []
  let offset = 0
  const tensors = like.map(({ name, datatype, shape }, index) => {
    let bytes = 0
    for (const part of parts) {
      const piece = part.pieces[index] ?? empty
      pieces.push(piece)
      bytes += piece.length
    }
    offset += bytes
    return { name, datatype, shape: [rows, ...shape.slice(1)], offset: offset - bytes, bytes }
  })
  return { tensors, payload: Buffer.concat(pieces, offset) }
}

const empty = new Uint8Array(0)
