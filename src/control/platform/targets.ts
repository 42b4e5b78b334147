import type { Configuration } from '../../domain/configuration.ts'
import type { Spread, TargetStrategy } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import type { ControlDeps, Placed } from '../deps.ts'
import { mustFindConfiguration } from './configurations.ts'
import { mustBePlaceable } from './placeable.ts'

/** Targets as they are asked for. `strategy` null: as it is, or weighted. `weight` null: 1. */
export type TargetsAsked = {
  readonly strategy: TargetStrategy | null
  readonly targets: readonly { readonly configurationId: string; readonly weight: number | null }[]
}

type Deps = Pick<ControlDeps, 'store' | 'place'>

export const mostTargets = 16
export const mostWeight = 1000

/** Throws `Failure('invalid')` naming the target at fault. `main`: the deployment's own configuration, which is one of them. */
export async function readTargets(deps: Deps, main: Configuration, asked: TargetsAsked): Promise<Spread> {
  const strategy = asked.strategy ?? 'weighted'
  const { targets } = asked
  if (targets.length === 0 || targets.length > mostTargets) {
    refuse(`must name 1 to ${mostTargets} configurations; to go back to one, send "targets": null`)
  }
  for (const [at, { configurationId, weight }] of targets.entries()) {
    if (targets.findIndex((each) => each.configurationId === configurationId) < at)
      refuse(`configuration ${configurationId} is named twice; each may be once`, at)
    if (weight === null) continue
    if (strategy === 'ordered') refuse('weight means nothing where targets are ordered; leave it out', at, 'weight')
    if (!Number.isInteger(weight) || weight < 0 || weight > mostWeight)
      refuse(`weight must be a whole number from 0 to ${mostWeight}`, at, 'weight')
  }
  const spread = { strategy, targets: targets.map(({ configurationId, weight }) => ({ configurationId, weight: weight ?? 1 })) }
  if (strategy === 'weighted' && spread.targets.every(({ weight }) => weight === 0))
    refuse('the weights must not all be 0: no target would take calls')
  if (!targets.some(({ configurationId }) => configurationId === main.id))
    refuse(`must name the deployment's own configurationId ${main.id}, too: it is one of the targets`)
  const own = await mustBePlaceable(deps, main)
  for (const [at, { configurationId }] of targets.entries()) {
    if (configurationId === main.id) continue
    const found = await naming(at, () => mustFindConfiguration(deps, main.resourceGroup, configurationId))
    if (found.scenarioId !== main.scenarioId)
      refuse(`configuration ${found.id} is of scenario ${found.scenarioId}; all must be of ${main.scenarioId}`, at)
    const placed = await naming(at, () => mustBePlaceable(deps, found))
    if (own && placed && own.transformer?.revision !== placed.transformer?.revision)
      refuse(
        `configuration ${found.id} has ${oneOrNone(placed)}, ${main.id} has ${oneOrNone(own, placed)}: what stands before all targets must be the same`,
        at,
      )
  }
  return spread
}

const oneOrNone = ({ transformer }: Placed, other?: Placed): string =>
  transformer ? (other?.transformer ? 'another' : other ? 'one' : 'a transformer') : other ? 'none' : 'no transformer'

function refuse(trouble: string, at: number | null = null, field = 'configurationId'): never {
  const where = at === null ? 'targets' : `targets[${at}]`
  throw new Failure('invalid', `${where}: ${trouble}`, { target: at === null ? where : `${where}.${field}` })
}

/** What is wrong with a configuration is told with the target that names it. */
async function naming<T>(at: number, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code !== 'invalid') throw cause
    throw new Failure('invalid', `targets[${at}]: ${cause.message}`, { target: `targets[${at}].configurationId` }, { cause })
  }
}
