import { ApiError, UnreachableError } from '../../client/api-error.ts'
import type { World } from '../world.ts'

const patienceMs = 15_000
const pauseMs = 500

/** While we watch something, the server may restart: asks again for a while before it gives up. Only for calls that change nothing. */
export async function patiently<T>({ now, sleep, interrupted }: World, ask: () => Promise<T>): Promise<T> {
  for (const end = now() + patienceMs; ; ) {
    try {
      return await ask()
    } catch (error) {
      const passing =
        error instanceof UnreachableError || (error instanceof ApiError && (error.status === 502 || error.status === 503))
      if (!passing || now() >= end) throw error
      await sleep(pauseMs, interrupted)
    }
  }
}
