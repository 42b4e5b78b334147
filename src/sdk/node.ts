import { setTimeout as delay } from 'node:timers/promises'
import { makeConnect } from './connect.ts'
import { localFiles } from './node-files.ts'

export * from './public.ts'

/** `import { connect } from 'lectern'` on Node: with local files, and what the environment says. */

const clock = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal): Promise<void> => delay(ms, undefined, signal ? { signal } : {}),
}

export const connect = makeConnect(
  { clock, files: localFiles },
  {
    url: process.env['LECTERN_URL'] ?? 'http://127.0.0.1:8080',
    apiKey: process.env['LECTERN_API_KEY'],
    group: process.env['LECTERN_GROUP'],
  },
)
