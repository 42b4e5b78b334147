import { exampleBodies } from './model-example.ts'
import type { TensorSchema, TensorSpec } from './tensor-schema.ts'

/** What is known of a model that is called over V1 and the Open Inference Protocol. */
export type ModelFacts = {
  /** As paths say it. */
  readonly name: string
  readonly version: string
  /** `predict`, `explain`, `generate` */
  readonly methods: readonly string[]
  /** null: the model does not say what it takes. */
  readonly schema: TensorSchema | null
  /** Any JSON, as registered; null: none. */
  readonly example: unknown
}

export type ApiTitle = {
  readonly title: string
  readonly version: string
  readonly description?: string
  /** Address of the deployment; absent: paths are below whatever the document was asked at. */
  readonly server?: string
}

/** An OpenAPI 3.1 document of models' calls, with what each takes and gives as far as that is known. Paths are below the deployment. */
export function describeModels(models: readonly ModelFacts[], { title, version, description, server }: ApiTitle): object {
  const [only] = models
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description === undefined ? {} : { description }) },
    ...(server === undefined ? {} : { servers: [{ url: server }] }),
    paths: Object.assign({}, ...models.map((each) => pathsOf(each, models.length > 1 || !only ? `_${each.name}` : ''))),
  }
}

/** `suffix`: makes operations of several models distinct. */
function pathsOf({ name, version, methods, schema, example }: ModelFacts, suffix: string): object {
  const bodies = exampleBodies(schema, example)
  const answers = (answer: object) => ({
    200: { description: 'The answer', content: { 'application/json': { schema: answer } } },
    default: { description: 'What went wrong', content: { 'application/json': { schema: failure } } },
  })
  const get = (id: string, summary: string, answer: object) => ({
    get: { operationId: `${id}${suffix}`, summary, responses: answers(answer) },
  })
  const call = (id: string, summary: string, request: object, answer: object, sample: object | null = null) => ({
    post: {
      operationId: `${id}${suffix}`,
      summary,
      requestBody: {
        required: true,
        content: { 'application/json': { schema: request, ...(sample ? { example: sample } : {}) } },
      },
      responses: answers(answer),
    },
  })
  const v1 = `/v1/models/${name}`
  const v2 = `/v2/models/${name}`
  const generated = object({ model_name: text, model_version: text, text_output: text })
  const spec = object({ name: text, datatype: text, shape: list({ type: 'integer' }) })
  return {
    [v1]: get('status', 'Tell whether the model is ready', object({ name: { const: name }, ready: { type: 'boolean' } })),
    ...(methods.includes('predict')
      ? {
          [`${v1}:predict`]: call('predict', 'Predict', v1Request(schema), v1Answer(schema), bodies.v1),
          [`${v2}/infer`]: call('infer', 'Infer', v2Request(schema), v2Answer(schema, name, version), bodies.v2),
        }
      : {}),
    ...(methods.includes('explain')
      ? { [`${v1}:explain`]: call('explain', 'Explain', v1Request(schema), object({ explanations: {} }), bodies.v1) }
      : {}),
    ...(methods.includes('generate')
      ? {
          [`${v2}/generate`]: call('generate', 'Generate', generateRequest, generated),
          [`${v2}/generate_stream`]: call('generate_stream', 'Generate, as server-sent events', generateRequest, generated),
        }
      : {}),
    [v2]: get(
      'metadata',
      'Tell what goes in and out',
      object({ name: { const: name }, versions: list(text), platform: text, inputs: list(spec), outputs: list(spec) }),
    ),
    [`${v2}/ready`]: get('ready', 'Tell whether it is ready, by its status', object({ name: text, ready: { type: 'boolean' } })),
  }
}

const text = { type: 'string' }
const object = (properties: object, required: readonly string[] = []): object => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
})
const list = (items: object, size = -1): object => ({
  type: 'array',
  items,
  ...(size < 0 ? {} : { minItems: size, maxItems: size }),
})
const failure = object({ error: text }, ['error'])
const generateRequest = object({ id: text, text_input: text, parameters: { type: 'object' } }, ['text_input'])

function v1Request(schema: TensorSchema | null): object {
  const inputs = schema?.inputs ?? []
  const [only] = inputs
  const named = rowOf(inputs)
  const row = schema?.columnar
    ? { anyOf: [named, { ...list({}, inputs.length), prefixItems: inputs.map((each) => scalarOf(each.datatype)) }] }
    : only && inputs.length === 1
      ? { anyOf: [jsonOf(only, 1), named] }
      : named
  return object({ instances: list(only ? row : {}), parameters: { type: 'object' } }, ['instances'])
}

/** Rows of the only output, else of objects by name; tensors of different lengths are one object. */
function v1Answer(schema: TensorSchema | null): object {
  const outputs = schema?.outputs ?? []
  const [only] = outputs
  const row = rowOf(outputs)
  const whole = object(Object.fromEntries(outputs.map((each) => [each.name, jsonOf(each, 0)])))
  const predictions = !only
    ? {}
    : outputs.length > 1
      ? { anyOf: [list({ anyOf: [row, { type: 'array' }] }), whole] }
      : list(schema?.outputsColumnar ? { anyOf: [jsonOf(only, 1), list(jsonOf(only, 1)), row] } : jsonOf(only, 1))
  return object({ predictions }, ['predictions'])
}

const rowOf = (specs: readonly TensorSpec[]): object => ({
  ...object(
    Object.fromEntries(specs.map((each) => [each.name, jsonOf(each, 1)])),
    specs.map((each) => each.name),
  ),
  additionalProperties: false,
})

/** JSON of a tensor, without its first `depth` dimensions. */
const jsonOf = ({ datatype, shape }: TensorSpec, depth: number): object =>
  shape.slice(depth).reduceRight<object>((inner, size) => list(inner, size), scalarOf(datatype))

function scalarOf(datatype: string): object {
  if (datatype === 'BOOL') return { type: 'boolean' }
  if (datatype === 'BYTES') return text
  if (/INT/.test(datatype)) return { type: 'integer' }
  return /^B?FP?\d/.test(datatype) ? { type: 'number' } : {}
}

function v2Request(schema: TensorSchema | null): object {
  const outputs = list(object({ name: text, parameters: { type: 'object' } }, ['name']))
  const own = { id: text, parameters: { type: 'object' }, inputs: inputsOf(schema), outputs }
  return object(own, ['inputs'])
}

function inputsOf(schema: TensorSchema | null): object {
  if (!schema?.columnar) return tensors(schema?.inputs ?? [])
  // Columns have no shape of their own, and may come as one matrix.
  const columns = tensors(schema.inputs.map((each) => ({ ...each, shape: [] })))
  return { anyOf: [columns, { ...tensors([]), minItems: 1, maxItems: 1 }] }
}

function v2Answer(schema: TensorSchema | null, name: string, version: string): object {
  const outputs = schema?.outputsColumnar ? [] : (schema?.outputs ?? [])
  return object({ model_name: { const: name }, model_version: { const: version }, id: text, outputs: tensors(outputs) }, [
    'model_name',
    'outputs',
  ])
}

function tensors(specs: readonly TensorSpec[]): object {
  const tensor = ({ name, datatype, shape }: Partial<TensorSpec>): object => {
    const known = datatype === undefined || datatype === 'ANY' ? null : datatype
    return object(
      {
        name: name === undefined ? text : { const: name },
        datatype: known === null ? text : { const: known },
        shape: shapeOf(shape ?? []),
        // All in a row, or nested.
        data: list(known === null ? {} : { anyOf: [scalarOf(known), { type: 'array' }] }),
        parameters: { type: 'object' },
      },
      ['name', 'datatype', 'shape'],
    )
  }
  if (specs.length === 0) return list(tensor({}))
  return { ...list({ anyOf: specs.map(tensor) }), minItems: specs.length }
}

function shapeOf(shape: readonly number[]): object {
  const any = list({ type: 'integer', minimum: 0 })
  if (shape.length === 0) return any
  const prefixItems = shape.map((size) => (size < 0 ? { type: 'integer' } : { const: size }))
  return { ...any, prefixItems, minItems: shape.length, maxItems: shape.length }
}
