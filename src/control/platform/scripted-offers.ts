import type { Configuration } from '../../domain/configuration.ts'
import type { ModelVersion } from '../../domain/registry.ts'
import { languageOf } from '../../domain/script.ts'
import type { OfferDeps, Way } from './offers.ts'

/**
 * How a registered model is had by a script of one's own: whatever runs scripts of that language serves it, of whatever kind it is.
 * null: the parameters name no artifact version with a predictor, or no such model.
 */
export async function waysByScript(
  { store, executables }: Pick<OfferDeps, 'store' | 'executables'>,
  resourceGroup: string,
  asked: { readonly model: string; readonly version: string | null; readonly parameters: Configuration['parameterBindings'] },
): Promise<readonly Way[] | null> {
  const artifactVersion = Number(asked.parameters.find(({ key }) => key === 'artifactVersion')?.value ?? 0)
  if (!(artifactVersion > 0)) return null
  const found = await versionOf(store, resourceGroup, asked)
  if (!found) return null
  const artifacts = await store.registry.artifacts.list(found)
  const predictor = artifacts.find(({ artifact }) => artifact === artifactVersion)?.predictor ?? null
  const language = predictor === null ? null : languageOf(predictor)
  if (language === null) return null
  const version = { name: String(found.version), isDefault: true, stage: 'active' as const }
  return executables
    .list()
    .filter(({ runs, template }) => runs === language && template === undefined)
    .map((executable) => ({ model: found.name, source: 'registry', executable, connection: null, versions: [version] }))
}

/** null: there is no such one. */
export async function versionOf(
  { registry: { versions } }: OfferDeps['store'],
  resourceGroup: string,
  { model, version }: { readonly model: string; readonly version: string | null },
): Promise<ModelVersion | null> {
  const number = version === null || version === 'latest' ? await versions.highest(resourceGroup, model) : Number(version)
  return Number.isSafeInteger(number) && number > 0 ? await versions.get(resourceGroup, model, number) : null
}
