import { queries } from '../app/queries.ts'

/** Has everything read again whose address has this word: `apiKeys`, `people`. The live line does it, too, a moment later. */
export const readAgain = (kind: string): Promise<void> =>
  queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => typeof path === 'string' && path.split('/').includes(kind) })
