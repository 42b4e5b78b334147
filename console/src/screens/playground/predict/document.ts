import type { JsonSchema } from '../../../parts/json-schema.ts'

/** One way of asking a model. `example`: a whole request, as the model or the registry tells one. */
export type Way = {
  readonly protocol: 'v1' | 'oip'
  /** Below the deployment's address. */
  readonly path: string
  readonly schema: JsonSchema
  readonly example: Readonly<Record<string, unknown>>
  /** In this order rows go out as lists, since the model's example has them so; what is written as a list already stays. */
  readonly order: readonly string[] | null
}

/** What goes out of what was filled in. */
export const bodyFor = ({ order }: Way, value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { instances } = value
  if (!order || !Array.isArray(instances)) return value
  return {
    ...value,
    instances: instances.map((row) => (asRecord(row) ? order.map((name) => asRecord(row)?.[name] ?? null) : row)),
  }
}

/** The ways that a deployment's own description tells, of all its models: V1 first. */
export function waysOf(document: { readonly paths: Readonly<Record<string, unknown>> }): readonly Way[] {
  const all = Object.entries(document.paths).flatMap(([path, item]) => {
    const protocol = path.endsWith(':predict') ? 'v1' : path.endsWith('/infer') ? 'oip' : null
    const body = bodyOf(item)
    if (protocol === null || !body) return []
    const example = asRecord(body.example) ?? {}
    return protocol === 'v1' ? [v1Way(path, body.schema ?? {}, example)] : [oipWay(path, body.schema ?? {}, example)]
  })
  return all.toSorted((one, other) => other.protocol.localeCompare(one.protocol))
}

/** What is told of an answer as rows; null: it is nothing of that kind. */
export type Rows = { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] }

export function rowsOf(answer: unknown): Rows | null {
  const { predictions, outputs } = asRecord(answer) ?? {}
  if (Array.isArray(predictions) && predictions.length > 0) return rowsOfValues(predictions)
  if (Array.isArray(outputs) && outputs.length > 0) return rowsOfTensors(outputs as readonly Tensor[])
  return null
}

type Tensor = { readonly name: string; readonly shape?: readonly number[]; readonly data?: readonly unknown[] }

function rowsOfValues(values: readonly unknown[]): Rows {
  const names = [...new Set(values.flatMap((value) => Object.keys(asRecord(value) ?? {})))]
  if (names.length > 0 && values.every((value) => asRecord(value)))
    return { columns: names, rows: values.map((value) => names.map((name) => asRecord(value)?.[name])) }
  if (values.every(Array.isArray)) {
    const width = Math.max(...values.map((value) => (value as readonly unknown[]).length))
    return { columns: Array.from({ length: width }, (_, at) => `${at + 1}`), rows: values as readonly (readonly unknown[])[] }
  }
  return { columns: [''], rows: values.map((value) => [value]) }
}

/** One row for each of the first dimension, which all outputs of a batch share. */
function rowsOfTensors(tensors: readonly Tensor[]): Rows {
  const count = Math.max(1, ...tensors.map(({ shape = [], data = [] }) => shape[0] ?? data.length))
  return {
    columns: tensors.map(({ name }) => name),
    rows: Array.from({ length: count }, (_, at) =>
      tensors.map(({ data = [] }) => {
        const flat = data.flat(10)
        const width = Math.max(1, Math.floor(flat.length / count))
        const own = flat.slice(at * width, (at + 1) * width)
        return own.length === 1 ? own[0] : own
      }),
    ),
  }
}

function v1Way(path: string, schema: JsonSchema, example: Readonly<Record<string, unknown>>): Way {
  const instance = schema.properties?.['instances']?.items ?? {}
  const ways = instance.anyOf ?? instance.oneOf ?? [instance]
  const named = ways.find(({ type, properties }) => type === 'object' && properties)
  const names = Object.keys(named?.properties ?? {})
  const { instances = [] } = example as { readonly instances?: readonly unknown[] }
  const given = named ? instances.map((each) => (Array.isArray(each) ? byName(each, names) : each)) : instances
  return {
    protocol: 'v1',
    path,
    schema: {
      type: 'object',
      properties: { instances: { type: 'array', items: named ?? ways[0] ?? {} } },
      required: ['instances'],
    },
    example: { ...example, instances: given.length > 0 ? given : named ? [{}] : [] },
    order: named && instances.some(Array.isArray) ? names : null,
  }
}

/** A tensor's shape and values are lists of any depth, so they are written as JSON. */
function oipWay(path: string, schema: JsonSchema, example: Readonly<Record<string, unknown>>): Way {
  const inputs = schema.properties?.['inputs']
  const item = (inputs?.anyOf?.[0] ?? inputs)?.items
  const kinds = item?.anyOf ?? (item ? [item] : [])
  const told = kinds.flatMap(({ properties }) => {
    const { name, datatype } = properties ?? {}
    return typeof name?.const === 'string'
      ? [{ name: name.const, datatype: String(datatype?.const ?? 'FP64'), shape: [1], data: [] }]
      : []
  })
  const input: JsonSchema = {
    type: 'object',
    properties: {
      name: { type: 'string' },
      datatype: { type: 'string', enum: datatypes },
      shape: { type: 'array' },
      data: { type: 'array' },
    },
    required: ['name', 'datatype', 'shape', 'data'],
  }
  return {
    protocol: 'oip',
    path,
    schema: { type: 'object', properties: { inputs: { type: 'array', items: input } }, required: ['inputs'] },
    example: Array.isArray(example['inputs']) ? example : { inputs: told },
    order: null,
  }
}

const datatypes = [
  'FP64',
  'FP32',
  'FP16',
  'INT64',
  'INT32',
  'INT16',
  'INT8',
  'UINT64',
  'UINT32',
  'UINT16',
  'UINT8',
  'BOOL',
  'BYTES',
]

const byName = (values: readonly unknown[], names: readonly string[]): object =>
  Object.fromEntries(names.map((name, at) => [name, values[at]]))

type Body = { readonly schema?: JsonSchema; readonly example?: unknown }

const bodyOf = (item: unknown): Body | undefined =>
  (item as { post?: { requestBody?: { content?: { 'application/json'?: Body } } } } | undefined)?.post?.requestBody?.content?.[
    'application/json'
  ]

const asRecord = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
