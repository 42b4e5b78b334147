/** Runs at most `size` pieces of work at a time; the others wait in order, or leave when their signal aborts. */
export function makeSlots(size: number) {
  let free = size
  const waiting: (() => void)[] = []

  return async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    await take(signal)
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }

  function take(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (free > 0) {
      free -= 1
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        waiting.splice(waiting.indexOf(enter), 1)
        reject(signal.reason)
      }
      waiting.push(enter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }
}
