import type { Label } from '../../domain/configuration.ts'
import { Failure } from '../../domain/failure.ts'
import { defaultResourceGroup } from '../../domain/resource-group.ts'
import type { ControlDeps } from '../deps.ts'
import { listing, short } from './listing.ts'

/** A family of executables; there is one wherever an executable names it. */
export type Scenario = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly labels: readonly Label[]
  readonly createdAt: number
}

type Deps = Pick<ControlDeps, 'executables' | 'store'>

export const listScenarios = (deps: Deps) => async (): Promise<readonly Scenario[]> => {
  const createdAt = await installedAt(deps)
  return scenarioIds(deps).map((id) => ({ createdAt, ...(described[id] ?? told(deps, id)), id }))
}

export const getScenario =
  (deps: Deps) =>
  async (id: string): Promise<Scenario> => {
    const scenario = (await listScenarios(deps)()).find((each) => each.id === id)
    if (scenario) return scenario
    throw new Failure('not_found', `Scenario ${short(id)} not found; known are ${listing(scenarioIds(deps))}`, {
      target: 'scenarioId',
    })
  }

/** For bodies, where an unknown scenario is a mistake in a field and not a missing page. */
export const mustKnowScenario = (deps: Pick<Deps, 'executables'>, id: string): void => {
  const known = scenarioIds(deps)
  if (!known.includes(id))
    throw new Failure('invalid', `scenarioId "${short(id)}" is not known; known are ${listing(known)}`, { target: 'scenarioId' })
}

/** Executables and scenarios come with the program; they are as old as the installation. */
export const installedAt = async ({ store }: Pick<Deps, 'store'>): Promise<number> =>
  (await store.resourceGroups.get(defaultResourceGroup))?.createdAt ?? 0

const scenarioIds = ({ executables }: Pick<Deps, 'executables'>): string[] => [
  ...new Set(executables.list().map((each) => each.scenarioId)),
]

const described: Readonly<Record<string, Omit<Scenario, 'id' | 'createdAt'>>> = {
  'foundation-models': {
    name: 'foundation-models',
    description: 'Generative AI models: of providers behind connections, and open models hosted here.',
    labels: [{ key: 'scenarios.ai.sap.com/llm', value: 'true' }],
  },
  'model-serving': {
    name: 'Model serving',
    description: 'Models of your own: scripts, and model files that need none.',
    labels: [],
  },
}

/** As the first template of the scenario says. */
const told = ({ executables }: Pick<Deps, 'executables'>, id: string): Omit<Scenario, 'id' | 'createdAt'> & Partial<Scenario> => {
  const template = executables.list().find((each) => each.scenarioId === id && each.template)?.template
  return template
    ? { ...template.scenario, labels: [], createdAt: template.createdAt }
    : { name: id, description: '', labels: [] }
}
