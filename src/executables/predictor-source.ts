import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import { RegisteredName, type RegisteredRef } from '../domain/registry.ts'
import type { ScaledComponent } from '../domain/scaling.ts'
import type { ScriptLanguage } from '../domain/script.ts'
import type { NamedScript, PlaceContext, ScriptContext } from './define.ts'
import { type Named, namedFile, type PredictorOrder, whole } from './predictor-launch.ts'

/** Two ways to name a model: a version of the registry, or one imported file (bound as artifact, or by its source). */
export const sourceParameters = {
  model: RegisteredName.optional().describe('Name of a registered model; its files are in MODEL_FILES_PATH'),
  modelVersion: z
    .union([z.literal('latest'), whole(1, 1_000_000_000)], 'must be latest or a whole number from 1')
    .default('latest')
    .describe('Version of the registered model; latest follows it'),
  artifactVersion: whole(0, 1_000_000_000)
    .default(0)
    .describe('Artifact version of the registered model: its scripts; 0: model files only'),
  modelFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Imported model file: its source (hf://…, https://…, file://…) or SHA-256, or a folder of the registry (ai://default/…); instead of "model"',
    ),
}
type SourceParameters = z.infer<z.ZodObject<typeof sourceParameters>>

export const modelArtifact = {
  kind: 'model',
  required: false,
  description:
    'A model file, or a folder of the registry (ai://default/Models/iris/1), found in MODEL_FILES_PATH; instead of the parameter "model"',
} as const

/** See `Executable.folderInputs`. */
export const folderInputs: readonly string[] = ['model']

/** Whether a model is named in one of the ways there are for one. */
export const hasModel = ({ registered, files, folders }: PlaceContext): boolean =>
  Boolean(registered) || files['model'] !== undefined || folders?.['model'] !== undefined

export const registeredIn = ({ model, modelVersion, artifactVersion }: SourceParameters): RegisteredRef | null =>
  model === undefined ? null : { name: model, version: modelVersion, artifactVersion }

/** What callers are shown: the name asked for, else the registered model's. */
export const shownModel = ({
  modelName,
  model,
  modelVersion,
}: SourceParameters & { readonly modelName?: string | undefined }) => {
  const name = modelName ?? model
  return name === undefined ? null : { name, version: model === undefined ? 'latest' : String(modelVersion) }
}

/** Everything of an order but what answers: where model and scripts lie, and what an instance reads of them in its environment. */
export function sourceOf(context: PlaceContext, script: Named | null): Omit<PredictorOrder, 'backend'> {
  const registered = context.registered ?? null
  const file = namedFile(context, 'model')
  const folder = context.folders?.['model']
  if (registered && (file || folder !== undefined))
    throw new Failure('invalid', 'name the model once: by the parameter "model", or by its files', {
      target: 'parameterBindings.model',
    })
  const artifact = registered?.artifact ?? null
  const set = (name: string, value: string | number | null | undefined): Record<string, string> =>
    value === null || value === undefined ? {} : { [name]: String(value) }
  return {
    modelFiles: file ? [file] : [],
    artifactFiles: script ? [script] : [],
    schemaFile: registered?.schemaFile ?? null,
    exampleFile: registered?.exampleFile ?? null,
    env: {
      IS_PREDICTOR: 'true',
      IS_TRANSFORMER: 'false',
      ...set('MODEL_FILES_PATH', registered?.folder ?? folder),
      ...set('MODEL_NAME', registered?.name),
      ...set('MODEL_VERSION', registered?.version),
      ...set('MODEL_FRAMEWORK', registered?.framework),
      ...set('ARTIFACT_VERSION', registered && (artifact?.version ?? 0)),
      ...set('ARTIFACT_FILES_PATH', script ? null : artifact?.folder),
      ...set('CONFIG_FILE_PATH', artifact?.config ? join(artifact.folder, artifact.config) : null),
    },
  }
}

/** The predictor script: a bound or named file, else the artifact version's. null: there is none. */
export function scriptOf(context: ScriptContext): { readonly bound: Named | null; readonly script: Named | null } {
  const bound = namedFile(context, 'script')
  const artifact = context.registered?.artifact
  const name = artifact?.predictor ?? null
  const registered = artifact && name !== null ? { name, path: join(artifact.folder, name) } : null
  return { bound, script: bound ?? registered }
}

/** As `scriptOf`; refuses where there is none. */
export function mustHaveScript(context: PlaceContext): { readonly bound: Named | null; readonly script: Named } {
  const { bound, script } = scriptOf(context)
  if (script) return { bound, script }
  throw new Failure(
    'invalid',
    'a script is needed: bind the artifact "script", name an imported file in the parameter "script", or name a registered model and an artifactVersion that has a predictor script',
    { target: 'parameterBindings.script' },
  )
}

/** A script that is to be read before it is run. `parameter`: what the one of the binding's name says, where it says anything. */
export const namedScript = (
  component: ScaledComponent,
  language: ScriptLanguage,
  script: Named,
  by: { readonly isBound: boolean; readonly parameter: string | undefined; readonly key: string; readonly input: string },
): NamedScript => ({
  ...{ component, language, name: script.name, path: script.path },
  target: !by.isBound
    ? 'parameterBindings.artifactVersion'
    : by.parameter === undefined
      ? `inputArtifactBindings.${by.input}`
      : `parameterBindings.${by.key}`,
})

/** The predictor's own, where it has one. */
export function ownScript(
  language: ScriptLanguage,
  parameter: string | undefined,
  context: ScriptContext,
): readonly NamedScript[] {
  const { bound, script } = scriptOf(context)
  const by = { isBound: bound !== null, parameter, key: 'script', input: 'script' }
  return script ? [namedScript('predictor', language, script, by)] : []
}
