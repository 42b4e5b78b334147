import type { Label } from '../../domain/configuration.ts'
import { Failure } from '../../domain/failure.ts'
import type { RecordBodies, RecordDeletion, RecordFilter, RecordSummary } from '../../domain/inference-record.ts'
import type { Page, Window } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit, Caller } from './caller.ts'
import { caughtUp } from './usage.ts'

export type RecordDeps = Pick<ControlDeps, 'store' | 'clock' | 'newIds'> & {
  readonly audit: Audit
  /** Brings in what gateways have left. */
  readonly records: { run(): Promise<void> }
}

/** `bodies` null: they were not asked for, or too much for one answer; the record alone has them. */
export type FoundRecord = RecordSummary & { readonly bodies: RecordBodies | null }

/** Bodies in one answer. */
const mostBytes = 8 * 1024 * 1024
const mostLabels = 16
const mostFeedback = 100

export const listInferences =
  (deps: RecordDeps) =>
  async (
    caller: Caller,
    filter: Omit<RecordFilter, 'deployments'>,
    window: Window,
    withBodies = true,
  ): Promise<Page<FoundRecord>> => {
    await brought(deps)
    const reach = { ...filter, deployments: caller.principal.deployments }
    const { count, items } = await deps.store.inferenceRecords.list(caller.resourceGroup, reach, window)
    const found: FoundRecord[] = []
    let bytes = 0
    for (const item of items) {
      bytes += item.bytes
      found.push({ ...item, bodies: withBodies && bytes <= mostBytes ? await deps.store.inferenceRecords.bodies(item.id) : null })
    }
    return { count, items: found }
  }

export const getInference =
  (deps: RecordDeps) =>
  async (caller: Caller, id: string): Promise<FoundRecord> => {
    await brought(deps)
    return { ...(await find(deps, caller, id)), bodies: await deps.store.inferenceRecords.bodies(id) }
  }

/** Labels are added, never changed. */
export const labelInference =
  (deps: RecordDeps) =>
  async (caller: Caller, id: string, labels: readonly Label[]): Promise<void> => {
    await brought(deps)
    await find(deps, caller, id)
    await deps.store.inferenceRecords.addLabels(id, labels, mostLabels)
  }

export const addFeedback =
  (deps: RecordDeps) =>
  async (caller: Caller, id: string, contents: readonly unknown[]): Promise<void> => {
    await brought(deps)
    const { full } = await find(deps, caller, id)
    if (!full) throw new Failure('precondition', `inference ${id} was kept without its bodies; feedback needs the mode "full"`)
    await deps.store.inferenceRecords.addFeedback(
      id,
      contents.map((content) => JSON.stringify(content)),
      mostFeedback,
    )
  }

/** Without a filter everything that the caller may see in the group. Done when it returns. */
export const deleteInferences =
  (deps: RecordDeps) =>
  async (caller: Caller, filter: RecordDeletion['filter']): Promise<RecordDeletion> => {
    const submittedAt = deps.clock.now()
    // What is still on its way is meant, too.
    await deps.records.run()
    const { resourceGroup, principal } = caller
    const deletion = { id: deps.newIds.uuid(), resourceGroup, filter, submittedAt, completedAt: deps.clock.now() }
    await deps.store.inferenceRecords.remove(deletion, principal.deployments)
    deps.audit('inference records deleted', { resourceGroup, ...filter, by: principal.id })
    return deletion
  }

export const getDeletion =
  ({ store }: RecordDeps) =>
  async ({ resourceGroup }: Caller, id: string): Promise<RecordDeletion> => {
    const found = await store.inferenceRecords.deletion(resourceGroup, id)
    if (found) return found
    throw new Failure('not_found', `Delete request ${id} not found in this resource group`, {
      target: 'inferencesDeleteRequestId',
    })
  }

export const listDeletions =
  ({ store }: RecordDeps) =>
  ({ resourceGroup }: Caller, window: Window): Promise<Page<RecordDeletion>> =>
    store.inferenceRecords.deletions(resourceGroup, window)

/** One of another group, or of a deployment out of the caller's reach, answers as one that does not exist. */
async function find({ store }: RecordDeps, { principal, resourceGroup }: Caller, id: string): Promise<RecordSummary> {
  const filter = { id, deployments: principal.deployments }
  const [found] = (await store.inferenceRecords.list(resourceGroup, filter, { top: 1, skip: 0 })).items
  if (found) return found
  throw new Failure('not_found', `Inference ${id} not found in this resource group`, { target: 'inferenceId' })
}

const brought = ({ records, clock }: RecordDeps): Promise<void> => caughtUp({ ingest: records, clock })
