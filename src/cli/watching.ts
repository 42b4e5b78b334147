import type { World } from './world.ts'

/** Waits for what a server does; where the person leaves, says that it goes on there, and how to come back or to end it. */
export async function watching<T>(world: World, afterwards: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (world.interrupted.aborted) world.stderr.write(`\nlectern: left; the server goes on with it\n  next: ${afterwards}\n`)
    throw error
  }
}
