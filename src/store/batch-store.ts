import type { Batch, BatchFile, BatchLine, BatchState, FilePurpose } from '../domain/batch.ts'

/** A page of what was created before or after `after`, which is an id of the same list. */
export type Following = { readonly after?: string; readonly limit: number; readonly order: 'asc' | 'desc' }

/** Files and batches. Another group's id answers null. */
export type BatchStore = {
  readonly files: {
    insert(file: BatchFile): Promise<void>
    get(resourceGroup: string, id: string): Promise<BatchFile | null>
    list(resourceGroup: string, filter: Following & { readonly purpose?: FilePurpose }): Promise<readonly BatchFile[]>
    /** Of a group: those that stay, or those that expire. */
    count(resourceGroup: string, expiring: boolean): Promise<number>
    /** Of a group, together. */
    bytes(resourceGroup: string): Promise<number>
    /** false: there is none. */
    remove(id: string): Promise<boolean>
    /** Those past their time. */
    expired(now: number): Promise<readonly BatchFile[]>
    /** Of all groups. */
    ids(): Promise<readonly string[]>
  }
  insert(batch: Batch): Promise<void>
  get(resourceGroup: string, id: string): Promise<Batch | null>
  byId(id: string): Promise<Batch | null>
  list(resourceGroup: string, filter: Following): Promise<readonly Batch[]>
  /** Of all groups, oldest first: those in one of these states. */
  inState(states: readonly BatchState[]): Promise<readonly Batch[]>
  /** Writes it, only while it is in state `from`. */
  update(batch: Batch, from: BatchState): Promise<boolean>
  /** Notes that lines are about to be called; those that were before are counted once more. Answers how often each was begun. */
  begin(batchId: string, line: number): Promise<number>
  /** Once for each line: a second answer to it is dropped, and `false`. */
  answered(line: Omit<BatchLine, 'attempts'> & { readonly answer: string }): Promise<boolean>
  /** How many lines are in which state. */
  counts(batchId: string): Promise<Readonly<Record<BatchLine['state'], number>>>
  /** Numbers of the lines that have an answer. */
  done(batchId: string): Promise<readonly number[]>
  /** Answers in the order of the lines, those after `line`. */
  answers(batchId: string, state: BatchLine['state'], line: number, limit: number): Promise<readonly BatchLine[]>
  forgetLines(batchId: string): Promise<void>
}
