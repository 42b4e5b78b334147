import { z } from 'zod'
import type { Store } from '../../store/store.ts'

const dialect = 'azure-arm'

const Record = z.object({
  tags: z.record(z.string(), z.string()).default({}),
  /** Where the model is to come from, as it was asked for; absent: nothing was said. */
  source: z.string().optional(),
})
/** What this dialect keeps about a deployment beside what it is. */
export type ArmRecord = z.infer<typeof Record>

const none: ArmRecord = { tags: {} }

export const makeRecords = (store: Store['dialectRecords'], now: () => number) => ({
  /** By deployment id; with a function that answers for those without one. */
  async of(ids: readonly string[]): Promise<(id: string) => ArmRecord> {
    const stored = ids.length === 0 ? new Map<string, unknown>() : await store.of(dialect, ids)
    return (id) => {
      const parsed = Record.safeParse(stored.get(id))
      return parsed.success ? parsed.data : none
    }
  },
  put: (deploymentId: string, record: ArmRecord): Promise<void> => store.put(dialect, deploymentId, record, now()),
})
export type ArmRecords = ReturnType<typeof makeRecords>
