import { differences } from '../../../../src/client/differences.ts'
import type { DeploymentManifest } from '../../../../src/client/manifest.ts'
import type { Change } from './change.ts'
import type { There } from './there.ts'

/** Where two differ, from either side. */
const between = (one: unknown, other: unknown): readonly string[] => [
  ...new Set([...differences(one, other), ...differences(other, one)].map(({ field }) => field)),
]

export const isAlike = (one: unknown, other: unknown): boolean => between(one, other).length === 0

/** What was changed elsewhere since the form began, and is not as the draft says anyway: `configuration.parameterBindings.modelName`. */
export function newsOf(before: There, there: There, draft: DeploymentManifest): readonly string[] {
  if (before === there) return []
  const mine = flat({ document: draft, rollout: undefined })
  const agreed = (field: string): boolean => isAlike(mine[rootOf(field)], flat(there)[rootOf(field)])
  return between(flat(before), flat(there)).filter((field) => !agreed(field))
}

/** The fields of the news that saving the draft would put back. Another configuration ends a rollout that is under way. */
export function putBack(news: readonly string[], change: Change): readonly string[] {
  const mine = touched(change)
  if (mine.has('configuration')) mine.add('rollout')
  return [...new Set(news.map(rootOf))].filter((field) => mine.has(field))
}

/** The draft upon what is there now: whole fields that it changes are its own, all others as they are there. */
export function keptUpon(there: There, draft: DeploymentManifest, change: Change): DeploymentManifest {
  const mine = [...touched(change)].map((field) => [field, (draft as unknown as Fields)[field]])
  const all = { ...there.document, ...Object.fromEntries(mine) }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as DeploymentManifest
}

type Fields = Readonly<Record<string, unknown>>

const flat = ({ document, rollout }: There): Fields => ({ ...document, rollout })

const touched = ({ differences: found }: Change): Set<string> => new Set(found.map(({ field }) => rootOf(field)))

const rootOf = (field: string): string => field.split('.')[0] ?? field
