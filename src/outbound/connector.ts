import { buildConnector } from 'undici'
import { makeGuardedLookup, type Resolve, refusePrivate } from './guard.ts'

/** An undici connector for user-given addresses: checked, pinned, TLS names kept. */
export function makeGuardedConnector(options: { connectMs: number; resolve?: Resolve }): buildConnector.connector {
  const connect = buildConnector({ timeout: options.connectMs, lookup: makeGuardedLookup(options.resolve) })
  return (target, callback) => {
    try {
      refusePrivate(target.hostname)
    } catch (error) {
      queueMicrotask(() => callback(error instanceof Error ? error : new Error('refused'), null))
      return
    }
    connect(target, callback)
  }
}
