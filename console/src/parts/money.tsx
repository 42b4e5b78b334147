import type { ReactNode } from 'react'
import { addCosts, type Cost } from './costs.ts'
import { decimalOf } from './exact.ts'
import { Figure } from './figure.tsx'
import { joined } from './sentence.tsx'

/** An amount of money, exact to the billionth. */
export const Money = ({ nano, currency }: Cost) => <Figure value={decimalOf(nano)} unit={{ currency }} />

/** Sums by currency, `$12.50 + €3.00`; `none` where there is no amount at all. */
export function Costs({ costs, none }: { readonly costs: readonly Cost[]; readonly none: ReactNode }) {
  const sums = addCosts(costs)
  const shown = sums.map((sum) => <Money key={sum.currency} {...sum} />)
  return sums.length === 0 ? none : joined(shown, ' + ')
}
