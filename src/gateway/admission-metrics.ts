import type { Exposition } from '../telemetry/exposition.ts'
import type { Admissions } from './admission.ts'
import type { Overload } from './overload.ts'

/** What limits and overload kept out. */
export function renderRefusals(
  text: Exposition,
  { refused }: Pick<Admissions, 'refused'>,
  overload: Pick<Overload, 'refused'>,
): void {
  text.family(
    'counter',
    'lectern_limited_requests_total',
    'Calls refused by a quota or a budget, by what ran out.',
    Object.entries(refused).map(([what, count]) => [{ what }, count] as const),
  )
  text.family('counter', 'lectern_shed_requests_total', 'Calls refused because the gateway had too much to do.', [
    [{}, overload.refused],
  ])
}
