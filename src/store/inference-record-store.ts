import type { Label } from '../domain/configuration.ts'
import type { NewRecord, RecordBodies, RecordDeletion, RecordFilter, RecordSummary } from '../domain/inference-record.ts'
import type { Page, Window } from './window.ts'

/** What is kept of calls. Newest first, deletions oldest first. */
export type InferenceRecordStore = {
  /** Those that are known, or whose group is gone, are passed over. */
  add(records: readonly NewRecord[]): Promise<void>
  list(resourceGroup: string, filter: RecordFilter & { readonly id?: string }, window: Window): Promise<Page<RecordSummary>>
  bodies(id: string): Promise<RecordBodies>
  /** `Failure('conflict')` where a key is there, `invalid` where they would be more than `most`, `not_found` without the record. */
  addLabels(id: string, labels: readonly Label[], most: number): Promise<void>
  /** JSON texts; refusals as for labels. */
  addFeedback(id: string, contents: readonly string[], most: number): Promise<void>
  /** What the deletion's filter matches, of these deployments; and writes down that it was done. */
  remove(deletion: RecordDeletion, deployments: '*' | readonly string[]): Promise<void>
  deletion(resourceGroup: string, id: string): Promise<RecordDeletion | null>
  deletions(resourceGroup: string, window: Window): Promise<Page<RecordDeletion>>
  /** Takes away what is older, and the oldest of what is more than so many bytes. */
  trim(bounds: { readonly before: number; readonly maxBytes: number }): Promise<void>
}
