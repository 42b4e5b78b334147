import { z } from 'zod'
import type { DeploymentView } from '../../../control/platform/view-deployments.ts'
import type { Store } from '../../../store/store.ts'
import { ServingRequest } from './serving-request.ts'

/** A numbered specification of a deployment. An edit in place changes it; a new one gets the next number. */
const Version = z.object({
  version: z.int().min(1),
  /** What it came to here. */
  configurationId: z.string(),
  request: ServingRequest,
  /** Of the model's scripts; 0: none. */
  artifactVersion: z.int().min(0),
  createdAt: z.int(),
  createdBy: z.string(),
  /** Epoch ms; null: never edited. */
  changedAt: z.int().nullable(),
  changedBy: z.string().nullable(),
})
export type ServingVersion = z.infer<typeof Version>

const Tag = z.object({ name: z.string(), value: z.unknown() })

/** What this dialect keeps about a deployment. */
const ServingRecord = z.object({ active: z.int().min(1), versions: z.array(Version), tags: z.array(Tag) })
export type ServingRecord = z.infer<typeof ServingRecord>

const dialect = 'hopsworks'

export const makeServingRecords = (store: Store['dialectRecords'], now: () => number) => ({
  /** By deployment id. What no release of ours can read any more counts as not there. */
  async of(deploymentIds: readonly string[]): Promise<ReadonlyMap<string, ServingRecord>> {
    const stored = await store.of(dialect, deploymentIds)
    const records = new Map<string, ServingRecord>()
    for (const [id, value] of stored) {
      const parsed = ServingRecord.safeParse(value)
      if (parsed.success) records.set(id, parsed.data)
    }
    return records
  },
  put: (deploymentId: string, record: ServingRecord): Promise<void> => store.put(dialect, deploymentId, record, now()),
})
export type ServingRecords = ReturnType<typeof makeServingRecords>

/** The version that the deployment runs; null: its configuration was made elsewhere. */
export function activeVersion(
  record: ServingRecord | null,
  { configuration }: Pick<DeploymentView, 'configuration'>,
): ServingVersion | null {
  if (!record) return null
  const fits = record.versions.filter((each) => each.configurationId === configuration.id)
  return fits.find((each) => each.version === record.active) ?? fits.at(-1) ?? null
}
