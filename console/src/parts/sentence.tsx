import { Fragment, type ReactNode } from 'react'

/**
 * A text of a catalog with figures where the catalog puts its values: `sentence(words.of, <Figure value={used} />, …)`. Catalogs
 * may compare what they are given: the same figure is the same text.
 */
export function sentence<V extends readonly unknown[]>(
  say: (...values: V) => string,
  ...values: { readonly [K in keyof V]: V[K] | (string extends V[K] ? ReactNode : never) }
): ReactNode {
  const figures: ReactNode[] = []
  const put = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (!figures.includes(value as ReactNode)) figures.push(value as ReactNode)
    return `${mark}${figures.indexOf(value as ReactNode)}${mark}`
  }
  const pieces = say(...(values.map(put) as unknown as V)).split(mark)
  return pieces.map((piece, at) => <Fragment key={at}>{at % 2 === 0 ? piece : figures[Number(piece)]}</Fragment>)
}

/** Several facts in a line: `a · b`. */
export const joined = (facts: readonly ReactNode[], between = ' · '): ReactNode =>
  facts.map((fact, at) => (
    <Fragment key={at}>
      {at > 0 && between}
      {fact}
    </Fragment>
  ))

/** Separates in no text that people write. */
const mark = '\uE000'
