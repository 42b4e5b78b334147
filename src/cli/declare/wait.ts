import type { Command } from 'commander'
import type { WaitForOptions } from '../commands/wait.ts'
import type { WithSession } from '../with-session.ts'

/** Of `lectern wait` and of `lectern deployments wait`. */
export function declareWait(parent: Command, withSession: WithSession): void {
  parent
    .command('wait <deployments...>')
    .description('wait until deployments run, or are what --for says; exit code 4 where one is dead, 5 when time is over')
    .option(
      '--for <state>',
      'running, stopped, deleted, or condition=<type>[=<status>], such as condition=IngressReady',
      'running',
    )
    .option('--timeout <duration>', 'longest wait', '10m')
    .action(
      withSession(async (session, names, options: WaitForOptions) =>
        (await import('../commands/wait.ts')).wait(session, names, options),
      ),
    )
}
