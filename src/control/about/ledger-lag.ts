import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { segmentName } from '../../domain/ledger.ts'
import type { Store } from '../../store/store.ts'
import { listSegments } from '../../usage/segments.ts'

/** What gateways have written down that is not in the store yet. */
export type LedgerLag = {
  readonly bytes: number
  /** Since when, at the least; 0: nothing waits. */
  readonly ms: number
}

export async function ledgerLag(store: Pick<Store, 'ledger'>, folder: string, now: number): Promise<LedgerLag> {
  const read = new Map((await store.ledger.boots()).map((each) => [each.boot, each]))
  let [bytes, since] = [0, now]
  for (const [boot, numbers] of await listSegments(folder)) {
    const at = read.get(boot)
    for (const number of numbers) {
      if (at && number < at.number) continue
      // It may have been read and deleted at this moment.
      const file = await stat(join(folder, segmentName(boot, number))).catch(() => null)
      const unread = file ? file.size - (at?.number === number ? at.bytes : 0) : 0
      if (!file || unread <= 0) continue
      bytes += unread
      since = Math.min(since, file.mtimeMs)
    }
  }
  return { bytes, ms: bytes === 0 ? 0 : Math.max(0, Math.round(now - since)) }
}
