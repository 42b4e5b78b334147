import { mayEnter, type Principal } from '../../domain/principal.ts'
import type { ControlDeps } from '../deps.ts'

const kpiDimensions = ['resourceGroup', 'scenarioId', 'executableId'] as const
export type KpiDimension = (typeof kpiDimensions)[number]

export type KpiRow = {
  readonly keys: Readonly<Record<KpiDimension, string>>
  readonly artifacts: number
  readonly deployments: number
}

/** Counts per combination of the dimensions, of the groups that the caller may enter. Artifacts have no executable: theirs is `''`. */
export const readKpis =
  ({ store }: Pick<ControlDeps, 'store'>) =>
  async (principal: Principal, dimensions: readonly KpiDimension[]): Promise<readonly KpiRow[]> => {
    const rows = new Map<string, { keys: Record<KpiDimension, string>; artifacts: number; deployments: number }>()
    const rowFor = (found: Readonly<Record<string, unknown>>) => {
      const keys = { resourceGroup: '', scenarioId: '', executableId: '' }
      for (const dimension of dimensions) keys[dimension] = String(found[dimension] ?? '')
      const id = JSON.stringify(keys)
      const row = rows.get(id) ?? { keys, artifacts: 0, deployments: 0 }
      rows.set(id, row)
      return row
    }
    const visible = (found: Readonly<Record<string, unknown>>) => mayEnter(principal, String(found['resourceGroup']))
    for (const found of (await store.deployments.countBy(kpiDimensions)).filter(visible)) rowFor(found).deployments += found.count
    for (const found of (await store.artifacts.countBy(['resourceGroup', 'scenarioId'])).filter(visible))
      rowFor(found).artifacts += found.count
    return [...rows.values()].sort((a, b) => (JSON.stringify(a.keys) < JSON.stringify(b.keys) ? -1 : 1))
  }
