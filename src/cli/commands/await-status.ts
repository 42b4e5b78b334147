import { ApiError } from '../../client/api-error.ts'
import type { Deployment } from '../../client/types.ts'
import { exits } from '../exit-codes.ts'
import { plain } from '../output.ts'
import { makeProgress, type Progress, type ShowProgress } from '../progress.ts'
import type { Session } from '../session.ts'
import { watching } from '../watching.ts'
import { Unsuccessful } from '../world.ts'
import { patiently } from './patiently.ts'

const pollMs = 500

/** What is waited for, in words and as a test; null: the deployment is gone. */
export type Goal = { readonly words: string; readonly isReached: (deployment: Deployment | null) => boolean }

export const statusGoal = (wanted: 'RUNNING' | 'STOPPED'): Goal => ({
  words: wanted,
  // A configuration that is only on its way is not what was asked for.
  isReached: (deployment) => deployment?.status === wanted && deployment.targetStatus === wanted,
})

/** Looks until the deployment has the status; shows how far it is, and ends badly where it is dead or time is over. */
export async function awaitStatus(
  session: Session,
  id: string,
  wanted: 'RUNNING' | 'STOPPED',
  timeoutMs: number,
): Promise<Deployment> {
  const found = await awaitGoal(session, id, statusGoal(wanted), timeoutMs)
  if (found === null) {
    session.say(`${id} is deleted`)
    throw new Unsuccessful(exits.conditionFailed)
  }
  return found
}

/** null: it is gone, and that was the goal or ends the wait. `given`: who hears how far it is. */
export async function awaitGoal(
  session: Session,
  id: string,
  goal: Goal,
  timeoutMs: number,
  given: ShowProgress | null = null,
): Promise<Deployment | null> {
  const { client, world, say } = session
  const end = world.now() + timeoutMs
  let show = given
  return watching(world, `lectern wait ${id}`, async () => {
    for (;;) {
      const deployment = await patiently(world, () => client.deployments.get(id)).catch(nullIfGone)
      if (goal.isReached(deployment)) {
        show?.end()
        return deployment
      }
      if (deployment === null) {
        show?.end()
        return null
      }
      const name = plain(deployment.name ?? id)
      // A stop that was asked for passes through no DEAD; one that was not, ends the wait.
      if (deployment.status === 'DEAD') {
        show?.end()
        say(`${name} is DEAD: ${plain(deployment.statusMessage ?? '')}`)
        throw new Unsuccessful(exits.conditionFailed)
      }
      show ??= makeProgress(session, name)
      show.show(progressOf(deployment))
      if (world.now() >= end) {
        show.end()
        say(`${name} is still ${deployment.status}, and not ${goal.words}; it goes on without us`)
        throw new Unsuccessful(exits.timeout)
      }
      await world.sleep(pollMs, world.interrupted)
    }
  })
}

const nullIfGone = (error: unknown): null => {
  if (error instanceof ApiError && error.status === 404) return null
  throw error
}

/** The status and why; with what can be counted where something can. */
function progressOf(deployment: Deployment): Progress {
  const { status, statusMessage, progress } = deployment
  const phase = [status, plain(statusMessage ?? '')].filter(Boolean).join(': ')
  if (!progress) return { phase, more: { id: deployment.id } }
  return {
    phase: `${status}: ${plain(progress.phase)}`,
    done: progress.done,
    total: progress.total,
    unit: progress.unit === 'bytes' ? 'bytes' : undefined,
    rate: progress.ratePerSecond,
    more: { id: deployment.id },
  }
}
