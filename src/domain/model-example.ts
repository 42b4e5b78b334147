import { faultInInstances, type TensorSchema, type TensorSpec } from './tensor-schema.ts'

/** An input example as bodies that may be sent; null: it cannot be said so. */
export type ExampleBodies = { readonly v1: object | null; readonly v2: object | null }

/** Characters of JSON; a larger example tells nobody more. */
const mostExample = 65_536

/** `example`: any JSON, as registered: a row, a list of rows, or a whole V1 body. What does not fit the schema is no example. */
export function exampleBodies(schema: TensorSchema | null, example: unknown): ExampleBodies {
  const rows = example === null || example === undefined ? null : rowsOf(schema, example)
  if (!rows || JSON.stringify(rows).length > mostExample) return { v1: null, v2: null }
  return { v1: { instances: rows }, v2: schema && schema.inputs.length > 0 ? tensorsBody(schema, rows) : null }
}

function rowsOf(schema: TensorSchema | null, example: unknown): readonly unknown[] | null {
  const body = asObject(example)
  const whole = body?.['instances'] ?? body?.['inputs']
  const candidates = Array.isArray(whole) ? [whole] : Array.isArray(example) ? [example, [example]] : [[example]]
  if (schema && schema.inputs.length > 0)
    return candidates.find((rows) => rows.length > 0 && faultInInstances(schema, rows, 'instances') === null) ?? null
  // Nothing tells a row from a list of them but what is in it: a row of numbers or texts is one.
  const [first] = candidates
  return first?.every((each) => typeof each === 'object' && each !== null) ? first : (candidates[1] ?? first ?? null)
}

/** Rows that fit the schema, as tensors; null where JSON has no word for a datatype. */
function tensorsBody({ inputs, columnar }: TensorSchema, rows: readonly unknown[]): object | null {
  const sayable = inputs.every(({ datatype }) => datatype !== 'ANY' && datatype !== 'FP16' && datatype !== 'BF16')
  if (!sayable) return null
  const tensors = inputs.map((spec, column) => {
    const values = rows.map((row) => cellOf(row, spec, columnar ? column : null))
    const shape = shapeOf(values)
    const flat = values.flat(shape.length)
    return {
      name: spec.name,
      datatype: spec.datatype,
      shape,
      data: flat,
      sound: flat.length === shape.reduce((a, b) => a * b, 1),
    }
  })
  return tensors.every(({ sound }) => sound) ? { inputs: tensors.map(({ sound, ...tensor }) => tensor) } : null
}

/** A column of a row that is a list goes by its place. */
function cellOf(row: unknown, { name }: TensorSpec, column: number | null): unknown {
  const named = asObject(row)
  if (named && Object.hasOwn(named, name)) return named[name]
  return column !== null && Array.isArray(row) ? row[column] : row
}

/** By the first of each level. */
const shapeOf = (value: unknown): number[] => (Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : [])

const asObject = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
