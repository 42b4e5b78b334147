/** A piece of the answer that may leave, with what belongs to its tokens. */
export type Piece<Mark> = { readonly text: string; readonly marks: readonly Mark[] }

/**
 * Watches text for stop strings. Text that may turn out to be the beginning of one is held back; the stop string itself
 * and what follows never leave. Marks (log probabilities) travel with the text of their token.
 */
export type StopScanner<Mark> = {
  readonly push: (text: string, mark?: Mark) => Piece<Mark>
  readonly flush: () => Piece<Mark>
  readonly stopped: () => boolean
}

export const makeStopScanner = <Mark>(stops: readonly string[]): StopScanner<Mark> => {
  let held = ''
  let marks: { readonly start: number; readonly mark: Mark }[] = []
  let stopped = false

  const release = (length: number): Piece<Mark> => {
    const text = held.slice(0, length)
    const leaving = marks.filter(({ start }) => start < length || (start === 0 && length === held.length))
    marks = marks.filter((entry) => !leaving.includes(entry)).map(({ start, mark }) => ({ start: start - length, mark }))
    held = held.slice(length)
    return { text, marks: leaving.map(({ mark }) => mark) }
  }

  return {
    push: (text, mark) => {
      if (mark !== undefined) marks.push({ start: held.length, mark })
      held += text
      const at = firstIndex(held, stops)
      if (at === -1) return release(held.length - longestBeginning(held, stops))
      stopped = true
      const piece = release(at)
      held = ''
      marks = []
      return piece
    },
    flush: () => release(held.length),
    stopped: () => stopped,
  }
}

const firstIndex = (text: string, stops: readonly string[]): number => {
  const found = stops.map((stop) => text.indexOf(stop)).filter((index) => index !== -1)
  return found.length === 0 ? -1 : Math.min(...found)
}

/** Length of the longest end of `text` that is a beginning of a stop string. */
const longestBeginning = (text: string, stops: readonly string[]): number => {
  let longest = 0
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
      if (text.endsWith(stop.slice(0, length))) longest = length
    }
  }
  return longest
}
