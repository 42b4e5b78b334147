import { type SchemaBudget, troubleWithSchema } from '../decide/strict-schema.ts'
import { Failure } from '../domain/failure.ts'
import type { SchemaSubset } from '../domain/parameter-rules.ts'
import type { ParameterFields } from '../wires/parameter-names.ts'

type Json = Readonly<Record<string, unknown>>

/** Values that are looked at in all schemas of a call together, so that a body made to take long does not. */
const mostValues = 20_000

/**
 * That the schemas which a call wants its answer held to (`strict`) are such as the model can hold it to. Throws
 * `Failure('invalid')` in OpenAI's words, naming the place in the schema.
 */
export function mustFitSubset(subset: SchemaSubset, api: ParameterFields['id'], json: Json): void {
  if (api !== 'chat' && api !== 'responses') return
  const format = api === 'chat' ? json['response_format'] : of(json['text'])?.['format']
  const { tools } = json
  if (format === undefined && tools === undefined) return
  const budget = { left: mostValues }
  mustFitFormat(subset, api, of(format), budget)
  if (!Array.isArray(tools)) return
  for (const [at, tool] of tools.entries()) mustFitTool(subset, api, at, of(tool), budget)
}

function mustFitFormat(subset: SchemaSubset, api: 'chat' | 'responses', format: Json | null, budget: SchemaBudget): void {
  if (format?.['type'] !== 'json_schema') return
  const said = api === 'chat' ? of(format['json_schema']) : format
  if (said?.['strict'] !== true || said['schema'] === undefined) return
  const trouble = troubleWithSchema(said['schema'], subset, budget)
  if (trouble === null) return
  const details = api === 'chat' ? { target: 'response_format' } : { target: 'text.format.schema', code: 'invalid_json_schema' }
  throw new Failure('invalid', `Invalid schema for response_format '${named(said)}': ${trouble}`, details)
}

function mustFitTool(subset: SchemaSubset, api: 'chat' | 'responses', at: number, tool: Json | null, budget: SchemaBudget): void {
  const said = api === 'chat' ? of(tool?.['function']) : tool
  if (said?.['strict'] !== true || said['parameters'] === undefined) return
  const trouble = troubleWithSchema(said['parameters'], subset, budget)
  if (trouble === null) return
  const target = `tools[${at}]${api === 'chat' ? '.function' : ''}.parameters`
  const message = `Invalid schema for function '${named(said)}': ${trouble}`
  throw new Failure('invalid', message, { target, code: 'invalid_function_parameters' })
}

const named = ({ name }: Json): string => (typeof name === 'string' ? name.slice(0, 64) : '')

const of = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
