import { useMemo } from 'react'
import type { ConfigurationManifest } from '../../../../src/client/manifest.ts'
import { toManifest } from '../../../../src/client/manifest.ts'
import type { Deployment as Shown } from '../../../../src/client/types.ts'
import { read } from '../../api/client.ts'
import { type Draft, emptyDraft, nameFrom, type Origin } from './draft.ts'
import type { Facts } from './facts.ts'
import {
  catalogConfiguration,
  catalogModels,
  catalogWays,
  executableConfiguration,
  registeredConfiguration,
  registeredWays,
} from './infer.ts'
import { type EditSearch, newRoute } from './routes.ts'

/** What a new form begins with, as its address says: a model, a deployment that is taken as pattern, or nothing yet. */
export function useStart(facts: Facts | null): { readonly start: Draft | null; readonly error: unknown } {
  const search = newRoute.useSearch()
  const { from, configuration } = search
  const pattern = read.useQuery(
    'get',
    '/v2/lm/deployments/{deploymentId}',
    { params: { path: { deploymentId: from ?? '' } } },
    { enabled: from !== undefined },
  )
  const found = pattern.data as Shown | undefined
  const configurationId = configuration ?? found?.configurationId
  const configured = read.useQuery(
    'get',
    '/v2/lm/configurations/{configurationId}',
    { params: { path: { configurationId: configurationId ?? '' } } },
    { enabled: configurationId !== undefined },
  )
  const start = useMemo(() => {
    if (!facts) return null
    if (from !== undefined || configuration !== undefined) {
      if (!configured.data || (from !== undefined && !found)) return null
      const { data } = configured
      const base: Shown = found ?? ({ id: '', name: data.name, configurationId: data.id } as Shown)
      const document = toManifest({ ...base, configurationId: data.id }, { configurationOf: () => data, nameOf: () => undefined })
      const { targetStatus: _, paused: __, targets: ___, targetStrategy: ____, ...kept } = document
      const name = nameFrom(base.name ?? data.name, facts.taken)
      const { name: _____, ...template } = document.configuration ?? { executableId: data.executableId }
      const draft = { ...emptyDraft(name), document: { ...kept, name, configuration: template }, named: true }
      return { ...draft, origin: originOf(template, facts) }
    }
    return fromSearch(search, facts)
    // The first answer counts: what is typed afterwards is not thrown away by a later one.
  }, [facts !== null, configured.data !== undefined, found !== undefined])
  return { start, error: pattern.error ?? configured.error }
}

function fromSearch({ model, version, executable, connection, registered }: EditSearch, facts: Facts): Draft {
  const empty = { ...emptyDraft(), origin: usualOrigin(facts) }
  if (registered !== undefined) {
    const [name = '', number] = registered.split('@')
    const versions = facts.registered.filter((each) => each.name === name).sort((one, other) => other.version - one.version)
    const chosen = versions.find((each) => String(each.version) === number) ?? versions[0]
    const ways = chosen ? registeredWays(facts, chosen) : []
    const way = ways.find((each) => each.executable.id === executable) ?? ways[0]
    if (!chosen || !way) return { ...empty, origin: 'registered' }
    return drafted(registeredConfiguration(way, name, String(chosen.version), null), name, 'registered', facts)
  }
  if (model !== undefined) {
    const ways = catalogWays(facts, model)
    const way =
      ways.find(
        (each) =>
          (executable === undefined || each.executable.id === executable) &&
          (connection === undefined || each.connection === connection),
      ) ?? ways[0]
    if (way) return drafted(catalogConfiguration(way, model, version ?? null), model, 'catalog', facts)
    const named = facts.connections.find(({ name }) => name === connection) ?? facts.connections[0]
    const own = facts.executables.find(({ id }) => id === (executable ?? named?.provider))
    if (!own) return empty
    const by = { key: '', executable: own, connection: own.local ? null : (named?.name ?? null) }
    return drafted(catalogConfiguration(by, model, version ?? null), model, own.local ? 'executable' : 'own', facts)
  }
  const alone = facts.executables.find(({ id }) => id === executable)
  return alone ? drafted(executableConfiguration(alone), alone.id, 'executable', facts) : empty
}

const drafted = (configuration: ConfigurationManifest, model: string, origin: Origin, facts: Facts): Draft => {
  const draft = emptyDraft(nameFrom(model, facts.taken))
  return { ...draft, document: { ...draft.document, configuration }, origin }
}

/** Where there is something to choose. */
function usualOrigin(facts: Facts): Origin {
  if (catalogModels(facts).length > 0) return 'catalog'
  if (facts.registered.length > 0) return 'registered'
  return facts.connections.length > 0 ? 'own' : 'catalog'
}

/** Where what a configuration deploys comes from. */
export function originOf({ executableId, parameterBindings = {} }: ConfigurationManifest, facts: Facts): Origin {
  const executable = facts.executables.find(({ id }) => id === executableId)
  const { model, modelName } = parameterBindings
  if (executable?.local || !executable) return model === undefined || executable?.template ? 'executable' : 'registered'
  const isListed = facts.offers.some((each) => each.executableId === executableId && each.model === modelName)
  return isListed ? 'catalog' : 'own'
}
