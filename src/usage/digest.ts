import type { LedgerBatch, LedgerEntry, LedgerIntent, LedgerRecord, LedgerSettlement } from '../domain/ledger.ts'
import type { Store } from '../store/store.ts'
import type { Charge } from './charge.ts'

export type Digested = Pick<LedgerBatch, 'ended' | 'withdrawn' | 'opened' | 'closed'> & {
  /** The process said that it ended in order. */
  readonly over: boolean
}

/** Pairs intents with settlements: within the piece, with intents of earlier pieces, and with calls that had been given up. */
export async function digest(
  store: Pick<Store, 'ledger'>,
  boot: { readonly no: number; readonly boot: string },
  records: readonly LedgerRecord[],
  charge: Charge,
): Promise<Digested> {
  const intents = new Map<number, LedgerIntent>()
  const settlements = new Map<number, LedgerSettlement>()
  /** Told again, because they went on to another target; an earlier piece may have told of them first. */
  const moved: number[] = []
  let over = false
  for (const record of records) {
    switch (record.kind) {
      case 'intent': {
        const { kind: _, ...intent } = record
        intents.set(intent.seq, intent)
        break
      }
      case 'moved': {
        const { kind: _, ...intent } = record
        intents.set(intent.seq, intent)
        moved.push(intent.seq)
        break
      }
      case 'settlement': {
        const { kind: _, ...settlement } = record
        settlements.set(settlement.seq, settlement)
        break
      }
      case 'close':
        over = true
        break
      case 'boot':
    }
  }

  const ended: LedgerEntry[] = []
  const earlier: LedgerSettlement[] = []
  for (const settlement of settlements.values()) {
    const intent = intents.get(settlement.seq)
    if (!intent) earlier.push(settlement)
    else {
      ended.push(charge.entry(boot.boot, intent, settlement))
      intents.delete(settlement.seq)
    }
  }

  const closed = new Map<number, LedgerIntent>()
  for (const intent of await store.ledger.open(
    boot.no,
    moved.filter((seq) => !intents.has(seq)),
  ))
    closed.set(intent.seq, intent)
  for (const intent of await store.ledger.open(boot.no, numbersOf(earlier))) closed.set(intent.seq, intent)
  const late = earlier.filter(({ seq }) => !closed.has(seq))
  const givenUp = new Map<number, LedgerEntry>()
  // Anything else has been told before, and the first word holds.
  for (const entry of await store.ledger.entries(boot.no, numbersOf(late)))
    if (entry.state === 'uncertain') givenUp.set(entry.seq, entry)
  for (const settlement of earlier) {
    const intent = closed.get(settlement.seq) ?? asIntent(givenUp.get(settlement.seq))
    if (intent) ended.push(charge.entry(boot.boot, intent, settlement))
  }
  return { ended, withdrawn: [...givenUp.values()], opened: [...intents.values()], closed: [...closed.keys()], over }
}

const numbersOf = (settlements: readonly LedgerSettlement[]): number[] => settlements.map(({ seq }) => seq)

const asIntent = (entry: LedgerEntry | undefined): LedgerIntent | undefined => {
  if (!entry) return undefined
  const { seq, at, requestId, credential, dialect, resourceGroup, deploymentId, deploymentName } = entry
  const { executableId, model, version, wire, target, uncachedInput } = entry
  const { deploymentType = null, residency = null, serviceTier = null } = entry
  const who = { seq, at, requestId, credential, dialect, resourceGroup, deploymentId, deploymentName }
  return {
    ...who,
    executableId,
    model,
    version,
    wire,
    target,
    estimatedInput: uncachedInput,
    deploymentType,
    residency,
    serviceTier,
  }
}
