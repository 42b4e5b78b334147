/** ONNX models written by hand, as small as they can be: protobuf messages of what the ONNX format calls ModelProto, GraphProto, … */

type Shape = readonly (number | string)[]
export type Value = { readonly name: string; readonly type: keyof typeof types; readonly shape: Shape }
export type Node = {
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly numbers?: Readonly<Record<string, number>>
  readonly lists?: Readonly<Record<string, readonly number[]>>
}
export type Constant = { readonly name: string; readonly shape: readonly number[]; readonly values: Float32Array }
export type Graph = {
  readonly nodes: readonly Node[]
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  readonly constants?: readonly Constant[]
}

const types = { float: 1, uint8: 2, int32: 6, int64: 7, string: 8, bool: 9, float16: 10, double: 11 } as const

export function buildModel({ nodes, inputs, outputs, constants = [] }: Graph): Buffer {
  const graph = [
    ...nodes.map((node) => bytes(1, nodeBytes(node))),
    bytes(2, Buffer.from('graph')),
    ...constants.map((constant) => bytes(5, constantBytes(constant))),
    ...inputs.map((value) => bytes(11, valueBytes(value))),
    ...outputs.map((value) => bytes(12, valueBytes(value))),
  ]
  // Format 8, operators of set 17.
  return Buffer.concat([number(1, 8), bytes(7, Buffer.concat(graph)), bytes(8, number(2, 17))])
}

/** What goes in comes out. */
export const echoModel = (type: Value['type'], shape: Shape): Buffer =>
  buildModel({
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', type, shape }],
    outputs: [{ name: 'y', type, shape }],
  })

/** Layers of weights that a formula gives, each but the last followed by ReLU; rows of floats in and out. */
export function layeredModel(widths: readonly number[]): Buffer {
  const layers = widths.slice(1).map((width, index) => ({ from: widths[index] ?? 1, width, index }))
  const last = layers.length - 1
  return buildModel({
    nodes: layers.flatMap(({ index }) => [
      {
        op: 'Gemm',
        inputs: [index === 0 ? 'x' : `h${index}`, `w${index}`, `b${index}`],
        outputs: [index === last ? 'y' : `g${index}`],
      },
      ...(index === last ? [] : [{ op: 'Relu', inputs: [`g${index}`], outputs: [`h${index + 1}`] }]),
    ]),
    inputs: [{ name: 'x', type: 'float', shape: ['N', widths[0] ?? 1] }],
    outputs: [{ name: 'y', type: 'float', shape: ['N', widths.at(-1) ?? 1] }],
    constants: layers.flatMap(({ from, width, index }) => [
      {
        name: `w${index}`,
        shape: [from, width],
        values: Float32Array.from({ length: from * width }, (_, at) => Math.sin(at) / from),
      },
      { name: `b${index}`, shape: [width], values: Float32Array.from({ length: width }, (_, at) => at / width) },
    ]),
  })
}

/**
 * Pictures (3 × size × size) in, ten numbers out. Each stage halves width and height with a 3×3 convolution, then has `repeats` more of
 * as many channels.
 */
export function pictureModel(size: number, stages: readonly number[], repeats: number): Buffer {
  const steps = stages.flatMap((channels, stage) => {
    const before = stages[stage - 1] ?? 3
    const more = Array.from({ length: repeats }, () => ({ from: channels, channels, stride: 1 }))
    return [{ from: before, channels, stride: 2 }, ...more]
  })
  const last = stages.at(-1) ?? 3
  const weights = (name: string, shape: readonly number[], fanIn: number): Constant => ({
    name,
    shape,
    values: Float32Array.from({ length: shape.reduce((product, each) => product * each, 1) }, (_, at) => Math.sin(at) / fanIn),
  })
  return buildModel({
    nodes: [
      ...steps.flatMap(({ stride }, at): readonly Node[] => [
        {
          op: 'Conv',
          inputs: [at === 0 ? 'x' : `r${at - 1}`, `w${at}`],
          outputs: [`c${at}`],
          lists: { strides: [stride, stride], pads: [1, 1, 1, 1] },
        },
        { op: 'Relu', inputs: [`c${at}`], outputs: [`r${at}`] },
      ]),
      { op: 'GlobalAveragePool', inputs: [`r${steps.length - 1}`], outputs: ['pooled'] },
      { op: 'Flatten', inputs: ['pooled'], outputs: ['flat'] },
      { op: 'Gemm', inputs: ['flat', 'w', 'b'], outputs: ['y'] },
    ],
    inputs: [{ name: 'x', type: 'float', shape: ['N', 3, size, size] }],
    outputs: [{ name: 'y', type: 'float', shape: ['N', 10] }],
    constants: [
      ...steps.map(({ from, channels }, at) => weights(`w${at}`, [channels, from, 3, 3], from * 9)),
      weights('w', [last, 10], last),
      weights('b', [10], 1),
    ],
  })
}

const nodeBytes = ({ op, inputs, outputs, numbers = {}, lists = {} }: Node): Buffer =>
  Buffer.concat([
    ...inputs.map((name) => bytes(1, Buffer.from(name))),
    ...outputs.map((name) => bytes(2, Buffer.from(name))),
    bytes(4, Buffer.from(op)),
    ...Object.entries(numbers).map(([name, value]) =>
      bytes(5, Buffer.concat([bytes(1, Buffer.from(name)), number(3, value), number(20, 2)])),
    ),
    ...Object.entries(lists).map(([name, values]) =>
      bytes(5, Buffer.concat([bytes(1, Buffer.from(name)), ...values.map((value) => number(8, value)), number(20, 7)])),
    ),
  ])

const constantBytes = ({ name, shape, values }: Constant): Buffer =>
  Buffer.concat([
    ...shape.map((size) => number(1, size)),
    number(2, types.float),
    bytes(8, Buffer.from(name)),
    bytes(9, Buffer.from(values.buffer)),
  ])

function valueBytes({ name, type, shape }: Value): Buffer {
  const sizes = shape.map((size) => bytes(1, typeof size === 'number' ? number(1, size) : bytes(2, Buffer.from(size))))
  const tensor = Buffer.concat([number(1, types[type]), bytes(2, Buffer.concat(sizes))])
  return Buffer.concat([bytes(1, Buffer.from(name)), bytes(2, bytes(1, tensor))])
}

const varint = (value: number): Buffer => {
  const out: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128)
  return Buffer.from([...out, rest])
}
const number = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)])
const bytes = (field: number, content: Buffer): Buffer => Buffer.concat([varint(field * 8 + 2), varint(content.length), content])
