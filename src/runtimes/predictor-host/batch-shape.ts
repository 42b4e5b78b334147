import type { BackendCall, Reply } from './backend.ts'

/** A call as rows that can go with others'. */
export type Rows = {
  /** Calls of equal groups go together: path, parameters, datatypes, shapes without their rows, outputs that are asked for. */
  readonly group: string
  readonly count: number
  /** Some of the rows, to be put together with others of the same group by `join` of any of them. */
  part(from: number, to: number): RowsPart
  join(parts: readonly RowsPart[]): BackendCall
  /** The answer's rows by the number of rows of each part; null: it has not as many, or says more than rows. */
  split(reply: Reply, counts: readonly number[]): readonly AnswerPart[] | null
  /** One answer out of parts of one call; null: they do not fit together. */
  answer(parts: readonly AnswerPart[]): Pick<Reply, 'payload' | 'outputs'> | null
}

export type RowsPart = { readonly count: number; readonly pieces: readonly Uint8Array[] }
/** `pieces`: of each output. `like`: what the answers of one call must have in common. */
export type AnswerPart = { readonly count: number; readonly pieces: readonly Uint8Array[]; readonly like: string }
