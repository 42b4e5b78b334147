import type { ReactNode } from 'react'
import { Figure } from './figure.tsx'
import { sentence } from './sentence.tsx'

/** How many of all rows are left by the filters. `say`: gets the same text twice where none is filtered out. */
export function ShownOf({
  shown,
  all,
  say,
}: {
  readonly shown: number
  readonly all: number
  readonly say: (shown: string, all: string) => string
}): ReactNode {
  const whole = <Figure value={all} />
  return sentence(say, shown === all ? whole : <Figure value={shown} />, whole)
}
