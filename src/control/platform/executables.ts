import { z } from 'zod'
import type { Label } from '../../domain/configuration.ts'
import { Failure } from '../../domain/failure.ts'
import type { Executable } from '../../executables/define.ts'
import type { ControlDeps, ExecutableRegistry } from '../deps.ts'
import { listing, short } from './listing.ts'
import { getScenario, installedAt } from './scenarios.ts'

/** An executable as people read about it before they fill it in. */
export type ExecutableView = Pick<Executable, 'id' | 'title' | 'description' | 'scenarioId' | 'versionId' | 'artifacts'> & {
  readonly parameters: readonly ParameterView[]
  readonly labels: readonly Label[]
  readonly createdAt: number
  readonly modifiedAt: number
}

export type ParameterView = {
  readonly name: string
  readonly description: string
  /** As it would be written in a parameter binding; null: there is none. */
  readonly default: string | null
}

type Deps = Pick<ControlDeps, 'executables' | 'store'>

/** All of a scenario, or those of one template version. */
export const listExecutables =
  (deps: Deps) =>
  async (scenarioId: string, versionId?: string): Promise<readonly ExecutableView[]> => {
    await getScenario(deps)(scenarioId)
    const createdAt = await installedAt(deps)
    return inScenario(deps.executables, scenarioId)
      .filter((each) => versionId === undefined || each.versionId === versionId)
      .map((each) => view(each, createdAt))
  }

export const getExecutable =
  (deps: Deps) =>
  async (scenarioId: string, executableId: string): Promise<ExecutableView> => {
    const all = await listExecutables(deps)(scenarioId)
    const found = all.find((each) => each.id === executableId)
    if (found) return found
    const message = `Executable ${short(executableId)} not found in scenario ${scenarioId}; known are ${listing(all.map((each) => each.id))}`
    throw new Failure('not_found', message, { target: 'executableId' })
  }

/** For bodies: names what there is, in SAP AI Core's words for this refusal. */
export const mustFindExecutable = (executables: ExecutableRegistry, scenarioId: string, executableId: string): Executable => {
  const executable = executables.find(executableId)
  if (executable?.scenarioId === scenarioId) return executable
  const here = inScenario(executables, scenarioId)
  const known =
    here.length > 0
      ? `executables of this scenario are ${listing(here.map((each) => each.id))}`
      : `known are ${pairs(executables)}`
  throw new Failure(
    'invalid',
    `Could not create configuration, because executable ${short(executableId)} for scenario ${short(scenarioId)} is not found; ${known}`,
    { target: here.length > 0 ? 'executableId' : 'scenarioId' },
  )
}

const inScenario = (executables: ExecutableRegistry, scenarioId: string): Executable[] =>
  executables.list().filter((each) => each.scenarioId === scenarioId)

const pairs = (executables: ExecutableRegistry): string =>
  listing(executables.list().map((each) => `${each.scenarioId}/${each.id}`))

const view = (executable: Executable, createdAt: number): ExecutableView => ({
  id: executable.id,
  title: executable.title,
  description: executable.description,
  scenarioId: executable.scenarioId,
  versionId: executable.versionId,
  artifacts: executable.artifacts,
  parameters: parametersOf(executable),
  labels: executable.template?.labels ?? [],
  createdAt: executable.template?.createdAt ?? createdAt,
  modifiedAt: executable.template?.modifiedAt ?? createdAt,
})

const Properties = z.object({
  properties: z
    .record(z.string(), z.looseObject({ description: z.string().optional(), default: z.unknown().optional() }))
    .default({}),
})

const parametersOf = (executable: Executable): ParameterView[] => {
  const { properties } = Properties.parse(z.toJSONSchema(executable.parameters, { io: 'input', unrepresentable: 'any' }))
  return Object.entries(properties).map(([name, { description = '', default: value }]) => ({
    name,
    description,
    default: value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value),
  }))
}
