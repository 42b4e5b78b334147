import type { Deployment } from '../../client/types.ts'
import { parseDuration } from '../duration.ts'
import { plain } from '../output.ts'
import { makeProgress, type ShowProgress } from '../progress.ts'
import type { Session } from '../session.ts'
import { Unsuccessful, UsageError } from '../world.ts'
import { awaitGoal, type Goal, statusGoal } from './await-status.ts'
import { alone, inList } from './deployments.ts'
import { deploymentIdOf } from './find-deployment.ts'

export type WaitForOptions = { readonly for: string; readonly timeout: string }

/** Until all of them are so. What has failed does not stop the others; the first failure says the exit code. */
export async function wait(session: Session, names: readonly string[], options: WaitForOptions): Promise<void> {
  const timeoutMs = parseDuration(options.timeout, '--timeout')
  const goal = goalOf(options.for)
  const ids = await Promise.all(names.map((name) => deploymentIdOf(session, name)))
  const ended = await Promise.allSettled(
    ids.map((id, at) => awaitGoal(session, id, goal, timeoutMs, shower(session, names[at] ?? id, names.length))),
  )
  const found = ended.flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : []))
  await print(session, found, names.length)
  for (const each of ended) if (each.status === 'rejected') throw each.reason
  if (found.length < names.length && !goal.isReached(null)) {
    session.say('what was waited for is deleted')
    throw new Unsuccessful()
  }
}

async function print({ output, world }: Session, found: readonly Deployment[], asked: number): Promise<void> {
  const [first] = found
  if (asked === 1 && first) await output.one(alone, first)
  else if (found.length > 0) await output.list(inList(world.now()), { count: found.length, resources: found })
}

/** A line that changes is for one; of several each says what is new in a line of its own. */
function shower(session: Session, name: string, of: number): ShowProgress {
  if (of === 1 || session.output.format === 'json') return makeProgress(session, name)
  let said = ''
  return {
    show: ({ phase }) => {
      if (phase !== said) session.say(`${plain(name)}  ${phase}`)
      said = phase
    },
    end: () => {},
  }
}

/** `running`, `stopped`, `deleted`, `condition=IngressReady`, `condition=IngressReady=False` */
function goalOf(text: string): Goal {
  const lower = text.toLowerCase()
  if (lower === 'running') return statusGoal('RUNNING')
  if (lower === 'stopped') return statusGoal('STOPPED')
  if (lower === 'deleted') return { words: 'deleted', isReached: (deployment) => deployment === null }
  const [, type, wanted = 'True'] = /^condition=(\w+)(?:=(\w+))?$/i.exec(text) ?? []
  if (type === undefined)
    throw new UsageError(`--for ${text}: must be running, stopped, deleted, or condition=<type>, such as condition=IngressReady`)
  return {
    words: text,
    isReached: (deployment) =>
      deployment?.statusDetails?.deployment_info?.some((each) => same(each.type, type) && same(each.status, wanted)) ?? false,
  }
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
