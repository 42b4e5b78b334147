/** One page of a list and the number of all matches. */
export type Page<T> = { readonly count: number; readonly items: readonly T[] }
export type Window = { readonly top: number; readonly skip: number }
