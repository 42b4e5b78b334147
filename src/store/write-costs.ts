import { CompiledQuery, type Kysely } from 'kysely'
import type { LedgerEntry } from '../domain/ledger.ts'
import type { Cell } from './ledger-columns.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

const sizes = [256, 16, 1] as const

/** What many calls cost, with few statements: see `insertRows`. */
export async function writeCosts(
  db: Kysely<Schema>,
  kind: Store['kind'],
  entries: readonly (LedgerEntry & { readonly bootNo: number })[],
): Promise<void> {
  let from = 0
  for (const size of sizes) {
    for (; entries.length - from >= size; from += size) {
      const cells: Cell[] = []
      for (const { bootNo, seq, cost, currency, pricing, rateId } of entries.slice(from, from + size))
        cells.push(bootNo, seq, cost, currency, pricing, rateId)
      await db.executeQuery(CompiledQuery.raw(textFor(kind, size), cells))
    }
  }
}

const textFor = (kind: Store['kind'], count: number): string => {
  let variable = 0
  const next = (type: string): string => (kind === 'sqlite' ? '?' : `$${++variable}::${type}`)
  const row = (): string => `(${['bigint', 'bigint', 'bigint', 'text', 'text', 'text'].map(next).join(',')})`
  const values = Array.from({ length: count }, row).join(',')
  return (
    'update ledger set cost = corrected.column3, currency = corrected.column4, pricing = corrected.column5, rate_id = corrected.column6 ' +
    `from (values ${values}) as corrected where boot_no = corrected.column1 and seq = corrected.column2`
  )
}
