/**
 * What a model says of its inputs and outputs, in one form for all who ask: validation, metadata, OpenAPI. Read from the registry's
 * model schema (Hopsworks: columnar or tensor), from a script's own `schema`, or given by a backend (an ONNX signature).
 */
export type TensorSchema = {
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  /** Whether the inputs are named columns of rows: V1 instances are then objects by name or lists in this order. */
  readonly columnar: boolean
  /** Whether the one input has a name that nobody gave it: callers may call it what they like. */
  readonly nameless?: boolean
  /** The same of the outputs; absent: not. */
  readonly outputsColumnar?: boolean
}

export type TensorSpec = {
  readonly name: string
  /** OIP: `FP32`, `INT64`, `BYTES`, … */
  readonly datatype: string
  /** -1: any. */
  readonly shape: readonly number[]
}

/** null where it says nothing that could be checked; throws an `Error` naming what is wrong with it. */
export function readTensorSchema(value: unknown): TensorSchema | null {
  const schema = asObject(value)
  if (!schema) throw new Error('the schema must be an object')
  if ('inputs' in schema || 'outputs' in schema) {
    return { inputs: specs(schema['inputs'], 'inputs'), outputs: specs(schema['outputs'], 'outputs'), columnar: false }
  }
  const input = side(schema['input_schema'], 'input_schema')
  const output = side(schema['output_schema'], 'output_schema')
  if (input.specs.length + output.specs.length === 0) return null
  const outputs = output.columnar ? { outputsColumnar: true } : {}
  const nameless = input.nameless ? { nameless: true } : {}
  return { inputs: input.specs, outputs: output.specs, columnar: input.columnar, ...nameless, ...outputs }
}

/** What is wrong with V1 instances, naming the place: `instances[2].age must be …`; null: nothing. */
export function faultInInstances(schema: TensorSchema, instances: readonly unknown[], key: string): string | null {
  const { inputs, columnar } = schema
  if (inputs.length === 0) return null
  for (const [index, instance] of instances.entries()) {
    const at = `${key}[${index}]`
    const fault = columnar
      ? faultInRow(inputs, instance, at)
      : inputs.length === 1 && !isNamed(inputs[0], instance)
        ? faultInValue(instance, inputs[0] as TensorSpec, 1, at)
        : faultInNamed(inputs, instance, at)
    if (fault !== null) return fault
  }
  return null
}

/** What is wrong with an OIP request's inputs; null: nothing. */
export function faultInTensors(
  schema: TensorSchema,
  tensors: readonly { readonly name: string; readonly datatype: string; readonly shape: readonly number[] }[],
): string | null {
  const { inputs, columnar, nameless } = schema
  if (inputs.length === 0) return null
  const names = inputs.map((each) => each.name)
  // Columns of one datatype may come as one matrix.
  if (columnar && tensors.length === 1 && !names.includes(tensors[0]?.name ?? '')) {
    const width = tensors[0]?.shape.at(-1)
    return width === inputs.length ? null : `input "${tensors[0]?.name}" has ${width} columns; the model takes ${inputs.length}`
  }
  for (const tensor of tensors) {
    const spec = nameless && tensors.length === 1 ? inputs[0] : inputs.find((each) => each.name === tensor.name)
    if (!spec) return `input "${tensor.name}" is not known; the model takes ${names.map((name) => `"${name}"`).join(', ')}`
    if (spec.datatype !== tensor.datatype)
      return `input "${tensor.name}" has datatype ${tensor.datatype}; the model takes ${spec.datatype}`
    // A model that says nothing of a shape gives an empty one.
    const fits =
      spec.shape.length === 0 ||
      (spec.shape.length === tensor.shape.length && spec.shape.every((size, at) => size === -1 || size === tensor.shape[at]))
    if (!fits && !columnar) return `input "${tensor.name}" has shape [${tensor.shape}]; the model takes [${spec.shape}] (-1: any)`
  }
  if (nameless && tensors.length === 1) return null
  const missing = names.filter((name) => !tensors.some((each) => each.name === name))
  return missing.length === 0 ? null : `input ${missing.map((name) => `"${name}"`).join(', ')} is missing`
}

function faultInRow(columns: readonly TensorSpec[], row: unknown, at: string): string | null {
  if (Array.isArray(row)) {
    if (row.length !== columns.length)
      return `${at} has ${row.length} values; the model takes ${columns.length}: ${listed(columns)}`
    return first(columns, (column, index) => faultInScalar(row[index], column.datatype, `${at}[${index}]`))
  }
  const object = asObject(row)
  if (!object) return `${at} must be an object or a list with ${listed(columns)}`
  const unknown = Object.keys(object).find((name) => !columns.some((column) => column.name === name))
  if (unknown !== undefined) return `${at}.${unknown} is not known; the model takes ${listed(columns)}`
  return first(columns, ({ name, datatype }) =>
    Object.hasOwn(object, name) ? faultInScalar(object[name], datatype, `${at}.${name}`) : `${at}.${name} is missing`,
  )
}

const isNamed = (spec: TensorSpec | undefined, instance: unknown): boolean =>
  spec !== undefined && Object.hasOwn(asObject(instance) ?? {}, spec.name)

function faultInNamed(inputs: readonly TensorSpec[], instance: unknown, at: string): string | null {
  const object = asObject(instance)
  if (!object) return `${at} must be an object with ${listed(inputs)}`
  const unknown = Object.keys(object).find((name) => !inputs.some((each) => each.name === name))
  if (unknown !== undefined) return `${at}.${unknown} is not known; the model takes ${listed(inputs)}`
  return first(inputs, (spec) =>
    Object.hasOwn(object, spec.name)
      ? faultInValue(object[spec.name], spec, 1, `${at}.${spec.name}`)
      : `${at}.${spec.name} is missing`,
  )
}

/** `depth`: how many of the shape's dimensions are told already; the first is the batch's. */
function faultInValue(value: unknown, spec: TensorSpec, depth: number, at: string): string | null {
  if (depth >= spec.shape.length) return faultInScalar(value, spec.datatype, at)
  const size = spec.shape[depth] ?? -1
  if (!Array.isArray(value)) return `${at} must be a list${size === -1 ? '' : ` of ${size}`}`
  if (size !== -1 && value.length !== size) return `${at} has ${value.length} values; the model takes ${size}`
  for (let index = 0; index < value.length; index += 1) {
    const fault = faultInValue(value[index], spec, depth + 1, `${at}[${index}]`)
    if (fault !== null) return fault
  }
  return null
}

function faultInScalar(value: unknown, datatype: string, at: string): string | null {
  if (datatype === anything) return null
  if (datatype === 'BOOL') return typeof value === 'boolean' ? null : `${at} must be true or false`
  if (datatype === 'BYTES') return typeof value === 'string' ? null : `${at} must be a text`
  if (typeof value !== 'number') return `${at} must be a number`
  return /INT/.test(datatype) && !Number.isInteger(value) ? `${at} must be a whole number` : null
}

const first = (specs: readonly TensorSpec[], fault: (spec: TensorSpec, index: number) => string | null): string | null => {
  for (const [index, spec] of specs.entries()) {
    const found = fault(spec, index)
    if (found !== null) return found
  }
  return null
}

const listed = (specs: readonly TensorSpec[]): string => specs.map((each) => each.name).join(', ')

/** A type that OIP has no word for, such as a timestamp or a list: not checked. */
const anything = 'ANY'

function specs(value: unknown, at: string): TensorSpec[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new Error(`${at} must be a list of {name, datatype, shape}`)
  return value.map((each, index) => {
    const { name, datatype, shape } = asObject(each) ?? {}
    const sound = typeof name === 'string' && typeof datatype === 'string' && isShape(shape)
    if (!sound) throw new Error(`${at}[${index}] must have a name, a datatype and a shape`)
    return { name, datatype: datatypeOf(datatype), shape }
  })
}

/** Hopsworks: `{columnar_schema: [{name, type}]}` or `{tensor_schema: {name?, type, shape}}`. */
function side(value: unknown, at: string): { specs: TensorSpec[]; columnar: boolean; nameless?: boolean } {
  const schema = asObject(value)
  const columns = schema?.['columnar_schema']
  if (Array.isArray(columns)) {
    const listed = columns.map((each, index) => {
      const column = asObject(each)
      const name = column?.['name']
      return {
        name: typeof name === 'string' ? name : `column-${index}`,
        datatype: datatypeOf(String(column?.['type'] ?? '')),
        shape: [-1],
      }
    })
    return { specs: listed, columnar: true }
  }
  const tensors = schema?.['tensor_schema']
  if (tensors === undefined || tensors === null) return { specs: [], columnar: false }
  const objects = (Array.isArray(tensors) ? tensors : [tensors]).map(asObject)
  const listed = objects.map((tensor, index) => {
    const name = nameIn(tensor)
    return {
      name: name ?? `${at.replace('_schema', '')}-${index}`,
      datatype: datatypeOf(String(tensor?.['type'] ?? '')),
      shape: shapeOf(tensor?.['shape']),
    }
  })
  return { specs: listed, columnar: false, nameless: listed.length === 1 && nameIn(objects[0]) === null }
}

const nameIn = (tensor: Record<string, unknown> | null | undefined): string | null => {
  const name = tensor?.['name']
  return typeof name === 'string' && name !== '' ? name : null
}

/** A list, or Python's way of writing it, `(None, 784)`; the first dimension is the batch's, which no schema fixes. */
function shapeOf(shape: unknown): number[] {
  const written = typeof shape === 'string' ? (shape.match(/-?\d+|None|null/gi) ?? []) : Array.isArray(shape) ? shape : []
  const sizes = written.map((size) => (Number(size) > 0 ? Number(size) : -1))
  return [-1, ...sizes.slice(1)]
}

const isShape = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isInteger(size) && size >= -1)

/** Names as numpy, pandas, Spark and OIP have them. */
function datatypeOf(type: string): string {
  const word = type
    .trim()
    .toLowerCase()
    .replace(/[<>|=]/g, '')
  if (/^(u?int(8|16|32|64)|fp(16|32|64)|bool|bytes|bf16)$/.test(word)) return word.toUpperCase()
  return words[word] ?? anything
}

const words: Readonly<Record<string, string>> = {
  float16: 'FP16',
  float32: 'FP32',
  float: 'FP32',
  float64: 'FP64',
  double: 'FP64',
  int: 'INT32',
  integer: 'INT32',
  long: 'INT64',
  bigint: 'INT64',
  short: 'INT16',
  byte: 'INT8',
  boolean: 'BOOL',
  string: 'BYTES',
  str: 'BYTES',
  object: 'BYTES',
}

const asObject = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
