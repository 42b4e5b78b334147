import { z } from 'zod'
import type { ConnectionShape, Executable } from '../../executables/define.ts'
import type { ControlDeps } from '../deps.ts'

/** JSON Schema (2020-12) of what is written, not of what is made of it. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** An executable as forms need it: with schemas in the place of words. */
export type ExecutableDescription = Pick<
  Executable,
  'id' | 'title' | 'description' | 'scenarioId' | 'versionId' | 'capabilities' | 'artifacts'
> & {
  /** Has instances here; false: its models are elsewhere, behind a connection. */
  readonly local: boolean
  /** A serving template of a user's. */
  readonly template: boolean
  /** Kinds of registered models that it serves without a script. */
  readonly frameworks: readonly string[]
  /** Of the predictor scripts that it runs; null: none. */
  readonly scriptLanguage: string | null
  readonly batches: boolean
  readonly transforms: boolean
  /** Values arrive as text in parameter bindings, whatever type is named here. */
  readonly parameters: JsonSchema
  readonly connection: {
    readonly credential: JsonSchema
    readonly options: JsonSchema
    readonly baseUrlExample: string
    /** null: a connection must name its address. */
    readonly baseUrlDefault: string | null
  } | null
}

export const describeExecutables =
  ({ executables }: Pick<ControlDeps, 'executables'>) =>
  (): readonly ExecutableDescription[] =>
    executables.list().map(describe)

const describe = (executable: Executable): ExecutableDescription => ({
  id: executable.id,
  title: executable.title,
  description: executable.description,
  scenarioId: executable.scenarioId,
  versionId: executable.versionId,
  capabilities: executable.capabilities,
  artifacts: executable.artifacts,
  local: executable.connection === null,
  template: executable.template !== undefined,
  frameworks: executable.frameworks ?? [],
  scriptLanguage: executable.runs ?? null,
  batches: executable.batches ?? false,
  transforms: executable.transformer !== undefined,
  parameters: schemaOf(executable.parameters),
  connection: executable.connection && describeConnection(executable.connection),
})

const describeConnection = ({ credential, options, baseUrlExample, baseUrlDefault }: ConnectionShape) => ({
  credential: schemaOf(credential),
  options: schemaOf(options),
  baseUrlExample,
  baseUrlDefault: (typeof baseUrlDefault === 'function' ? baseUrlDefault({}) : baseUrlDefault) ?? null,
})

const schemaOf = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
