import type { Deployment } from '../../client/types.ts'
import { plain } from '../output.ts'
import type { Session } from '../session.ts'
import { Unsuccessful } from '../world.ts'
import { patiently } from './patiently.ts'

const pollMs = 500

/** Looks until the deployment has the status; says each change on the way, and ends badly where it is dead or time is over. */
export async function awaitStatus(
  session: Session,
  id: string,
  wanted: 'RUNNING' | 'STOPPED',
  timeoutMs: number,
): Promise<Deployment> {
  const { client, world, say } = session
  const end = world.now() + timeoutMs
  for (let said = ''; ; ) {
    const deployment = await patiently(world, () => client.deployments.get(id))
    if (deployment.status === wanted) return deployment
    const words = [deployment.status, plain(deployment.statusMessage ?? '')].filter(Boolean).join(': ')
    if (words !== said) say(words)
    said = words
    // A stop that was asked for passes through no DEAD; one that was not, ends the wait.
    if (deployment.status === 'DEAD') throw new Unsuccessful()
    if (world.now() >= end) {
      say(`still ${deployment.status}; it goes on without us`)
      throw new Unsuccessful()
    }
    await world.sleep(pollMs, world.interrupted)
  }
}
