/** One piece of work at a time for each key, in the order they came; a piece that throws holds up nobody. */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** Work of one key must not wait for more work of the same key: it would wait for ever. */
export function makeTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work)
    last.set(key, turn)
    const leave = () => {
      if (last.get(key) === turn) last.delete(key)
    }
    turn.then(leave, leave)
    return turn
  }
}
