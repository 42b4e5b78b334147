import { ApiError, UnreachableError } from '../../client/api-error.ts'
import type { LogLine, LogQuery } from '../../client/observing.ts'
import { parseDuration } from '../duration.ts'
import { plain } from '../output.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'
import { findDeployment } from './find-deployment.ts'

export type LogOptions = {
  readonly follow?: boolean
  readonly previous?: boolean
  readonly instance?: string
  readonly grep?: string
  readonly since?: string
  readonly tail?: string
  readonly component?: string
}

const mostLines = 100_000
const retryMs = 1_000
const patienceMs = 15_000

/** One line of the instance is one line here; with `-o json` one JSON object. */
export async function logs(session: Session, named: string, options: LogOptions): Promise<void> {
  const { client, world, output } = session
  const { component, instance, previous, grep, since } = options
  if (since !== undefined) parseDuration(since, '--since')
  const tail = options.tail === undefined ? undefined : lineCount(options.tail)
  if (instance !== undefined && previous) throw new UsageError('give either --instance or --previous, not both')
  const { id } = await findDeployment(session, named)
  const query: LogQuery = { component, instance, previous, grep, since }
  const show = (line: LogLine): void => {
    const text = output.format === 'json' ? JSON.stringify(line) : `${line.timestamp} ${plain(line.msg)}`
    world.stdout.write(`${text}\n`)
  }
  if (options.follow) return follow(session, id, { ...query, top: tail }, show)
  const asked = tail === undefined ? { ...query, top: mostLines } : ({ ...query, top: tail, order: 'desc' } as const)
  const { result } = (await client.deployments.logs(id, asked)).data
  for (const line of tail === undefined ? result : result.toReversed()) show(line)
}

/** Until Ctrl-C. Where the server goes away for a moment, it goes on with the line after the last one. */
async function follow(session: Session, id: string, query: LogQuery, show: (line: LogLine) => void): Promise<void> {
  const { client, world } = session
  let after: string | undefined
  for (let goneSince: number | null = null; !world.interrupted.aborted; ) {
    try {
      for await (const { id: cursor, ...line } of client.deployments.followLogs(id, query, {
        after,
        signal: world.interrupted,
      })) {
        show(line)
        after = cursor
        goneSince = null
      }
    } catch (error) {
      if (world.interrupted.aborted) return
      goneSince ??= world.now()
      if (isForGood(error) || world.now() - goneSince >= patienceMs) throw error
    }
    await world.sleep(retryMs, world.interrupted)
  }
}

/** What broke off in the middle has no name of ours. */
const isForGood = (error: unknown): boolean =>
  error instanceof ApiError
    ? error.status !== 502 && error.status !== 503
    : !(error instanceof UnreachableError || isBroken(error))
const isBroken = (error: unknown): boolean => error instanceof TypeError

const lineCount = (text: string): number => {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > mostLines)
    throw new UsageError(`--tail ${text}: must be a whole number from 1 to ${mostLines}`)
  return count
}
