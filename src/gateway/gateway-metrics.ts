import type { Exposition } from '../telemetry/exposition.ts'
import type { Admissions } from './admission.ts'
import type { Ejections } from './ejection.ts'
import type { Idempotency } from './idempotency.ts'
import type { Lanes } from './lanes.ts'
import type { Overload } from './overload.ts'
import type { Spills } from './spills.ts'
import type { Table } from './table.ts'

export type LimitParts = {
  readonly admissions: Pick<Admissions, 'refused' | 'utilization'>
  readonly spills: Pick<Spills, 'render'>
  readonly overload: Pick<Overload, 'refused'>
  readonly ejections: Pick<Ejections, 'ejected' | 'outNow'>
  readonly idempotency: Pick<Idempotency, 'replays' | 'bytes'>
  readonly lanes: Pick<Lanes, 'waiting'>
  readonly table: Pick<Table, 'routes'>
}

/** What limits and overload kept out, whom trouble took out, and which calls were spared. */
export function renderLimits(
  text: Exposition,
  { admissions, spills, overload, ejections, idempotency, lanes, table }: LimitParts,
): void {
  const one = (type: 'counter' | 'gauge', name: string, help: string, value: number): void =>
    text.family(type, name, help, [[{}, value]])
  text.family(
    'counter',
    'lectern_limited_requests_total',
    'Calls refused by a quota, a budget or provisioned units, by what ran out.',
    Object.entries(admissions.refused).map(([what, count]) => [{ what }, count] as const),
  )
  text.family(
    'gauge',
    'lectern_provisioned_utilization_ratio',
    'How full the provisioned units of a deployment are; from 1 on calls are refused.',
    [...table.routes()].flatMap((route) => {
      const percent = admissions.utilization(route)
      if (percent === null) return []
      return [[{ deployment: route.deploymentId, name: route.name, resource_group: route.resourceGroup }, percent / 100] as const]
    }),
  )
  spills.render(text)
  one('counter', 'lectern_shed_requests_total', 'Calls refused because the gateway had too much to do.', overload.refused)
  one('counter', 'lectern_ejections_total', 'Accounts and instances that were left alone for failing.', ejections.ejected)
  one('gauge', 'lectern_ejected_accounts', 'Accounts and instances that are left alone now.', ejections.outNow())
  one('counter', 'lectern_idempotent_replays_total', 'Answers given again to a known key.', idempotency.replays)
  text.family(
    'gauge',
    'lectern_requests_waiting',
    'Calls that wait for a place, or for the first instance.',
    [...table.routes()].flatMap((route) => {
      const waiting = lanes.waiting(route.deploymentId)
      if (waiting === 0 && !route.scaled) return []
      return [[{ deployment: route.deploymentId, name: route.name, resource_group: route.resourceGroup }, waiting] as const]
    }),
  )
  one('gauge', 'lectern_idempotent_answers_bytes', 'Memory of answers that can be given again.', idempotency.bytes)
}
