/** What a slot remembers of the last prompt and answer: the part that a new prompt shares with it is not evaluated again. */
export type HasTokens = { readonly contextTokens: readonly number[] }

export type Slots<S> = {
  /** Runs `work` on a free slot, the one that shares the longest prefix with `prompt`; waits in line while all are busy. */
  readonly use: <T>(prompt: readonly number[], signal: AbortSignal, work: (sequence: S) => Promise<T>) => Promise<T>
  readonly busy: () => number
  readonly waiting: () => number
}

export const makeSlots = <S extends HasTokens>(sequences: readonly S[]): Slots<S> => {
  /** Least recently used first. */
  const free: S[] = [...sequences]
  const line: Waiting<S>[] = []

  const take = (prompt: readonly number[]): S | undefined => {
    const best = mostAlike(free, prompt)
    if (best !== undefined) free.splice(free.indexOf(best), 1)
    return best
  }

  const giveBack = (sequence: S): void => {
    free.push(sequence)
    const next = line.shift()
    if (next === undefined) return
    const taken = take(next.prompt)
    if (taken !== undefined) next.enter(taken)
  }

  const acquire = (prompt: readonly number[], signal: AbortSignal): Promise<S> => {
    signal.throwIfAborted()
    const taken = take(prompt)
    if (taken !== undefined) return Promise.resolve(taken)
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        line.splice(line.indexOf(waiting), 1)
        reject(signal.reason)
      }
      const waiting: Waiting<S> = {
        prompt,
        enter: (sequence) => {
          signal.removeEventListener('abort', leave)
          resolve(sequence)
        },
      }
      line.push(waiting)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  return {
    use: async (prompt, signal, work) => {
      const sequence = await acquire(prompt, signal)
      try {
        return await work(sequence)
      } finally {
        giveBack(sequence)
      }
    },
    busy: () => sequences.length - free.length,
    waiting: () => line.length,
  }
}

export const commonPrefix = (left: readonly number[], right: readonly number[]): number => {
  const most = Math.min(left.length, right.length)
  let length = 0
  while (length < most && left[length] === right[length]) length++
  return length
}

type Waiting<S> = { readonly prompt: readonly number[]; readonly enter: (sequence: S) => void }

/**
 * The sequence that shares the most with the prompt, if that is at least half of it; otherwise the least recently used,
 * so that a short common beginning does not cost another conversation its memory.
 */
const mostAlike = <S extends HasTokens>(sequences: readonly S[], prompt: readonly number[]): S | undefined => {
  let best = sequences[0]
  let longest = Math.ceil(prompt.length / 2) - 1
  for (const sequence of sequences) {
    const length = commonPrefix(sequence.contextTokens, prompt)
    if (length > longest) {
      best = sequence
      longest = length
    }
  }
  return best
}
