import type { Clock } from '../../domain/clock.ts'
import type { Logs } from '../logs.ts'
import { findLogs } from './log-files.ts'
import { followLogs } from './log-follower.ts'
import { readLogs } from './log-reader.ts'

/** Logs as `openLogWriter` writes them: a folder for each deployment, in it the files of its instances. */
export const openLogFolder = (directory: string, clock: Clock): Logs => ({
  read: (query) => readLogs(directory, query),
  follow: (query, signal) => followLogs(directory, query, clock, signal),
  instances: async (deploymentId) =>
    (await findLogs(directory, { deploymentId }))
      .toSorted((a, b) => b.writtenAt - a.writtenAt)
      .map(({ instanceId }) => instanceId),
})
