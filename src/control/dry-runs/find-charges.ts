import type { DryRun, DryRunCall, DryRunSide } from '../../domain/dry-run.ts'
import type { LedgerEntry } from '../../domain/ledger.ts'
import { inputTokensOf } from '../../domain/usage.ts'
import type { Store } from '../../store/store.ts'

type Charges = Pick<Store, 'ledger' | 'inferenceRecords' | 'deployments'>

/** The calls of a run with what the ledger knows of them, and of those that they repeat. */
export async function findCharges(store: Charges, run: DryRun, now: number): Promise<DryRunCall[]> {
  const { deploymentId, credentialId } = run
  const filter = { resourceGroups: '*', deployments: '*', deploymentId } as const
  const all = await store.ledger.list({ ...filter, credential: credentialId, start: run.createdAt, end: now + 1 }, null, 1_000)
  const made = new Map(all.map(({ entry }) => [entry.requestId, entry]))
  const calls: DryRunCall[] = []
  for (const call of run.calls) {
    const before = await entryBefore(store, run, call)
    calls.push({ ...call, before: charged(call.before, before), after: charged(call.after, made.get(call.requestId)) })
  }
  return calls
}

/** Of so many calls at about the same time the one is looked for. */
const mostNear = 500

async function entryBefore(store: Charges, run: DryRun, { inferenceId }: DryRunCall): Promise<LedgerEntry | undefined> {
  const { deploymentId } = run
  const { resourceGroup = '' } = (await store.deployments.byId(deploymentId)) ?? {}
  const filter = { id: inferenceId, deployments: '*' } as const
  const [record] = (await store.inferenceRecords.list(resourceGroup, filter, { top: 1, skip: 0 })).items
  if (!record) return undefined
  const { createdAt, facts } = record
  // It left after it came, and before its answer had ended.
  const span = { start: createdAt, end: createdAt + Math.ceil(facts.latency) + 1 }
  const near = await store.ledger.list({ resourceGroups: '*', deployments: '*', deploymentId, ...span }, null, mostNear)
  return near.find(({ entry }) => entry.requestId === facts.requestId)?.entry
}

/** Without an entry the call never left, or the ledger has forgotten it. */
const charged = (side: DryRunSide, entry: LedgerEntry | undefined): DryRunSide =>
  entry
    ? {
        ...side,
        ...(entry.source === 'none' ? {} : { inputTokens: inputTokensOf(entry), outputTokens: entry.output + entry.reasoning }),
        cost: entry.cost,
        currency: entry.currency,
      }
    : side
