import type { Clock } from '../domain/clock.ts'
import { makeConnect } from './connect.ts'

export * from './public.ts'

/** `import { connect } from 'lectern'` where there is nothing but fetch: browsers and workers. */

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop)
        resolve()
      }, ms)
      signal?.addEventListener('abort', stop, { once: true })
    }),
}

export const connect = makeConnect({ clock, files: null }, {})
