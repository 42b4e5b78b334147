import { layeredModel, pictureModel } from '../test/onnx/build-model.ts'

/** A model, how a call of it looks, and how many connections call at once. */
export type Subject = {
  readonly name: string
  readonly model: () => Buffer
  /** Of the input `x`. */
  readonly shape: readonly number[]
  readonly as: 'raw' | 'JSON'
  /** Whether the host's batcher is on. */
  readonly batches: boolean
  readonly connections: readonly number[]
}

const picture = [1, 3, 224, 224]
/** About as many multiplications as a MobileNet v2, and a third of a ResNet-18. */
const mobile = (): Buffer => pictureModel(224, [16, 32, 64, 128], 1)
const small = (): Buffer => pictureModel(224, [8, 16, 32], 0)

export const subjects: readonly Subject[] = [
  {
    name: '4-16-3, raw',
    model: () => layeredModel([4, 16, 3]),
    shape: [1, 4],
    as: 'raw',
    batches: true,
    connections: [1, 32, 128, 300],
  },
  {
    name: '4-16-3, JSON, no batcher',
    model: () => layeredModel([4, 16, 3]),
    shape: [1, 4],
    as: 'JSON',
    batches: false,
    connections: [32, 128],
  },
  {
    name: '256-2048-2048-10, raw',
    model: () => layeredModel([256, 2048, 2048, 10]),
    shape: [1, 256],
    as: 'raw',
    batches: true,
    connections: [1, 8, 32],
  },
  {
    name: '256-2048-2048-10, raw, no batcher',
    model: () => layeredModel([256, 2048, 2048, 10]),
    shape: [1, 256],
    as: 'raw',
    batches: false,
    connections: [8, 32],
  },
  {
    name: '256-2048-2048-10, 32 rows, raw',
    model: () => layeredModel([256, 2048, 2048, 10]),
    shape: [32, 256],
    as: 'raw',
    batches: true,
    connections: [1, 8],
  },
  { name: 'small picture, raw', model: small, shape: picture, as: 'raw', batches: true, connections: [1, 8, 32] },
  { name: 'picture, raw', model: mobile, shape: picture, as: 'raw', batches: true, connections: [1, 8, 32] },
  { name: 'picture, JSON', model: mobile, shape: picture, as: 'JSON', batches: true, connections: [1, 8] },
]

/** A whole HTTP/1.1 request. */
export function inferRequest({ shape, as }: Pick<Subject, 'shape' | 'as'>, path: string, key: string): Buffer {
  const count = shape.reduce((product, each) => product * each, 1)
  // As they come of most libraries: 32-bit floats written as the 64-bit ones that they are in JSON, about twenty characters each.
  const values = Float32Array.from({ length: count }, (_, at) => Math.sin(at))
  const raw = as === 'raw' ? Buffer.from(values.buffer) : Buffer.alloc(0)
  const json = JSON.stringify({
    inputs: [
      {
        ...{ name: 'x', datatype: 'FP32', shape },
        ...(as === 'raw' ? { parameters: { binary_data_size: raw.length } } : { data: Array.from(values) }),
      },
    ],
    ...(as === 'raw' ? { parameters: { binary_data_output: true } } : {}),
  })
  const head = `POST ${path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${key}\r\n`
  const kind =
    as === 'raw'
      ? `content-type: application/octet-stream\r\ninference-header-content-length: ${json.length}\r\n`
      : 'content-type: application/json\r\n'
  return Buffer.concat([Buffer.from(`${head}${kind}content-length: ${json.length + raw.length}\r\n\r\n${json}`), raw])
}
