import type { ConfigurationManifest, DeploymentManifest } from '../../../../src/client/manifest.ts'
import type { components } from '../../../../src/client/openapi.ts'

export type Batcher = components['schemas']['Batcher']
export type InferenceLog = components['schemas']['InferenceLog']

/** Where what is deployed comes from: a provider's catalog, the registry, a name that a connection's server knows, or an executable itself. */
export const origins = ['catalog', 'registered', 'own', 'executable'] as const
export type Origin = (typeof origins)[number]

/** How a changed configuration takes over from the one in use. */
export type RolloutPlan = { readonly kind: 'replace' } | { readonly kind: 'canary'; readonly percent: number }

/** All that a form holds: the document, and what is set beside it. Every mode shows and changes this one thing. */
export type Draft = {
  readonly document: DeploymentManifest
  readonly origin: Origin
  /** What was picked of other origins: it is there again when one goes back. */
  readonly kept: Partial<Readonly<Record<Origin, Pick<DeploymentManifest, 'name' | 'configuration'>>>>
  /** The name was written by hand, and is not made from the model any more. */
  readonly named: boolean
  /** The document as it is being written; null: as it is made from `document`. */
  readonly yaml: YamlText | null
  /** undefined: nothing is said of it. */
  readonly batcher: Batcher | undefined
  readonly log: InferenceLog | undefined
  readonly rollout: RolloutPlan
}

export type YamlTrouble = { readonly line: number; readonly message: string }
export type YamlText = { readonly text: string; readonly troubles: readonly YamlTrouble[] }

export type Action =
  | { readonly do: 'origin'; readonly origin: Origin }
  /** Another thing is deployed: parameters that belong to the one before go. */
  | { readonly do: 'pick'; readonly configuration: ConfigurationManifest; readonly name: string }
  | { readonly do: 'name'; readonly name: string }
  | { readonly do: 'parameters'; readonly values: Readonly<Record<string, string | undefined>> }
  | { readonly do: 'artifacts'; readonly values: Readonly<Record<string, string | undefined>> }
  | {
      readonly do: 'set'
      readonly fields: Partial<{ readonly [K in keyof DeploymentManifest]: DeploymentManifest[K] | undefined }>
    }
  | { readonly do: 'yaml'; readonly yaml: YamlText; readonly document: DeploymentManifest | null; readonly origin: Origin | null }
  /** Goes on upon what was changed elsewhere. A YAML text that is not right yet stays as it is. */
  | { readonly do: 'upon'; readonly document: DeploymentManifest; readonly origin: Origin }
  | { readonly do: 'beside'; readonly fields: Partial<Pick<Draft, 'batcher' | 'log' | 'rollout'>> }

export function reduce(draft: Draft, action: Action): Draft {
  const { document } = draft
  switch (action.do) {
    case 'origin':
      return toOrigin(draft, action.origin)
    case 'pick': {
      const name = draft.named ? document.name : action.name
      const { configuration: before } = document
      const same = before?.executableId === action.configuration.executableId
      const kept = same ? keepable(before?.parameterBindings ?? {}) : {}
      const { name: _, ...rest } = action.configuration
      const configuration = { ...rest, parameterBindings: { ...kept, ...rest.parameterBindings } }
      // How it is hosted depends on what serves it.
      const { deploymentType: __, capacity: ___, ...elsewhere } = document
      return written(draft, { ...(same ? document : elsewhere), name, configuration })
    }
    case 'name':
      return { ...written(draft, { ...document, name: action.name }), named: action.name !== '' }
    case 'parameters': {
      const configuration = document.configuration ?? { executableId: '' }
      const parameterBindings = merged(configuration.parameterBindings, action.values)
      return written(draft, { ...document, configuration: { ...configuration, parameterBindings } })
    }
    case 'artifacts': {
      const configuration = document.configuration ?? { executableId: '' }
      const inputArtifactBindings = merged(configuration.inputArtifactBindings, action.values)
      return written(draft, { ...document, configuration: { ...configuration, inputArtifactBindings } })
    }
    case 'set':
      return written(draft, merged(document as never, action.fields) as unknown as DeploymentManifest)
    case 'yaml':
      return {
        ...draft,
        yaml: action.yaml,
        ...(action.document ? { document: action.document, named: true } : {}),
        ...(action.origin ? { origin: action.origin } : {}),
      }
    case 'upon':
      return { ...draft, document: action.document, origin: action.origin, yaml: draft.yaml?.troubles.length ? draft.yaml : null }
    case 'beside':
      return { ...draft, ...action.fields }
  }
}

function toOrigin(draft: Draft, origin: Origin): Draft {
  if (origin === draft.origin) return draft
  const { configuration, deploymentType: _, capacity: __, ...rest } = draft.document
  const back = draft.kept[origin] ?? { name: '' }
  const kept = { ...draft.kept, ...(configuration ? { [draft.origin]: { name: rest.name, configuration } } : {}) }
  const name = draft.named ? rest.name : back.name
  return { ...written(draft, { ...rest, ...back, name }), origin, kept }
}

/** What was written by hand as YAML gives way to what the form says. */
const written = (draft: Draft, document: DeploymentManifest): Draft => ({ ...draft, document, yaml: null })

/** Which model it is, and where it comes from. */
export const identifying: readonly string[] = ['modelName', 'modelVersion', 'model', 'artifactVersion', 'connection']

const keepable = (bindings: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(bindings).filter(([key]) => !identifying.includes(key)))

/** undefined takes a key out. */
function merged<T>(
  before: Readonly<Record<string, T>> | undefined,
  values: Readonly<Record<string, T | undefined>>,
): Record<string, T> {
  const all = { ...before, ...values }
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, T] => entry[1] !== undefined))
}

export const emptyDraft = (name = ''): Draft => ({
  document: { kind: 'Deployment', name },
  origin: 'catalog',
  kept: {},
  named: false,
  yaml: null,
  batcher: undefined,
  log: undefined,
  rollout: { kind: 'replace' },
})

export const parameterOf = ({ document }: Draft, key: string): string | undefined =>
  document.configuration?.parameterBindings?.[key]

/** A name that deployments may have, free among those that are there. `Qwen/Qwen3 8B` → `Qwen-Qwen3-8B`. */
export function nameFrom(model: string, taken: ReadonlySet<string>): string {
  const plain = model
    .replace(/[^a-zA-Z0-9._-]+/g, '-')
    .replace(/^[^a-zA-Z0-9]+|-+$/g, '')
    .slice(0, 58)
  const base = plain === '' ? 'deployment' : plain
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? base : `${base}-${n}`
    if (!taken.has(name)) return name
  }
}
