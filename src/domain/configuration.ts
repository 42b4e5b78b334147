import type { ArtifactId, ConfigurationId, ResourceGroupId } from './ids.ts'

/** Immutable: an executable with its parameters and artifacts filled in. */
export type Configuration = {
  readonly id: ConfigurationId
  readonly resourceGroup: ResourceGroupId
  readonly name: string
  readonly scenarioId: string
  readonly executableId: string
  readonly parameterBindings: readonly { readonly key: string; readonly value: string }[]
  readonly inputArtifactBindings: readonly { readonly key: string; readonly artifactId: ArtifactId }[]
  /** Epoch ms, as every time in the domain. */
  readonly createdAt: number
}

export type ArtifactKind = 'model' | 'dataset' | 'resultset' | 'other'

/** A reference to files somewhere (`ai://`, `file://`, `https://`, `hf://`, …); registering it moves no bytes. */
export type Artifact = {
  readonly id: ArtifactId
  readonly resourceGroup: ResourceGroupId
  readonly name: string
  readonly kind: ArtifactKind
  readonly url: string
  readonly scenarioId: string
  readonly description: string
  readonly labels: readonly Label[]
  readonly createdAt: number
  readonly modifiedAt: number
}

export type Label = { readonly key: string; readonly value: string }
