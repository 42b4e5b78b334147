import { Buffer } from 'node:buffer'
import { rawOf, TensorError } from './contents.ts'
import type { InferRequest, Tensor } from './messages.ts'
import type { Parameter } from './parameter.ts'

/** An infer request as the REST protocol's binary extension has it: JSON, then raw tensors in the order of their inputs. */
export type RestInfer = {
  /** `Inference-Header-Content-Length` */
  readonly jsonBytes: number
  readonly pieces: readonly Buffer[]
  /** Whether the tensors came typed, and so are to go back. */
  readonly typed: boolean
}

/** Throws `TensorError`, naming the input. */
export function toRest(request: InferRequest): RestInfer {
  const { inputs, rawInputContents: raws } = request
  if (raws.length > 0 && raws.length !== inputs.length)
    throw new TensorError(
      `raw_input_contents has ${raws.length} tensors for ${inputs.length} inputs; give all of them there, or none`,
    )
  const tensors: Buffer[] = []
  const said = inputs.map((input, index) => {
    const pieces = raws.length > 0 ? [rawIn(input, raws[index])] : typedIn(input)
    for (const piece of pieces) tensors.push(piece)
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0)
    const parameters = objectOf(input.parameters, `"binary_data_size":${size}`)
    return `{"name":${JSON.stringify(input.name)},"datatype":${JSON.stringify(input.datatype)},"shape":[${input.shape}],"parameters":${parameters}}`
  })
  const outputs = request.outputs.map(
    ({ name, parameters }) => `{"name":${JSON.stringify(name)},"parameters":${objectOf(parameters, '"binary_data":true')}}`,
  )
  const json = Buffer.from(
    `{${request.id === '' ? '' : `"id":${JSON.stringify(request.id)},`}"inputs":[${said}]` +
      `${outputs.length === 0 ? '' : `,"outputs":[${outputs}]`}` +
      `,"parameters":${objectOf(request.parameters, '"binary_data_output":true')}}`,
  )
  return { jsonBytes: json.length, pieces: [json, ...tensors], typed: raws.length === 0 && inputs.length > 0 }
}

function rawIn(input: Tensor, raw: Buffer | undefined): Buffer {
  refuseSharedMemory(input)
  if (input.contents)
    throw new TensorError(`input "${input.name}" has contents although raw_input_contents is given; give all of them in one way`)
  return raw ?? Buffer.alloc(0)
}

function typedIn(input: Tensor): readonly Buffer[] {
  refuseSharedMemory(input)
  const { name, datatype, shape, contents } = input
  if (contents) return rawOf(name, datatype, shape, contents)
  if (shape.includes(0)) return []
  throw new TensorError(`input "${name}" has no values: give contents, or raw_input_contents of all inputs`)
}

function refuseSharedMemory({ name, parameters }: Tensor): void {
  if (!parameters.has('shared_memory_region')) return
  throw new TensorError(`input "${name}" names a shared memory region, which is not available here; send the tensor itself`)
}

/** `last` are members of our own; the caller's of those names are left out. */
function objectOf(parameters: ReadonlyMap<string, Parameter>, last: string): string {
  let members = ''
  for (const [name, value] of parameters) {
    if (ours.has(name)) continue
    members += `${JSON.stringify(name)}:${typeof value === 'bigint' ? value : JSON.stringify(value)},`
  }
  return `{${members}${last}}`
}

const ours = new Set(['binary_data_size', 'binary_data', 'binary_data_output'])
