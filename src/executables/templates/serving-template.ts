import type { Label } from '../../domain/configuration.ts'
import type { ArtifactInput, Executable } from '../define.ts'
import type { Tree } from './yaml-tree.ts'

/** A sound template: what a user's YAML says, with placeholders still in place. */
export type ServingTemplate = {
  /** Id of the executable that it becomes. */
  readonly name: string
  readonly version: string
  readonly title: string
  readonly description: string
  readonly scenario: { readonly id: string; readonly name: string; readonly description: string }
  readonly labels: readonly Label[]
  /** Whether a change of it reaches deployments that run. */
  readonly cascade: boolean
  readonly parameters: readonly TemplateParameter[]
  readonly artifacts: readonly TemplateArtifact[]
  readonly body: TemplateBody
}

export type TemplateParameter = { readonly name: string; readonly default: string | null; readonly description: string }

export type TemplateArtifact = {
  readonly name: string
  /** null: as the runtime has it. */
  readonly kind: ArtifactInput['kind'] | null
  readonly description: string
  readonly labels: readonly Label[]
}

/** All that placeholders may stand in: `{ labels, annotations, spec }` of the inner template. */
export type TemplateBody = { readonly labels: Tree; readonly annotations: Tree; readonly spec: Tree }

/** Executables that a template may be built on. */
export type FindRuntime = { readonly find: (id: string) => Executable | undefined; readonly ids: () => readonly string[] }
