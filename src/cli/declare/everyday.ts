import type { Command } from 'commander'
import type { GlobalOptions } from '../session.ts'
import type { WithSession } from '../with-session.ts'
import type { WithWorld } from '../with-world.ts'
import { declareLogs } from './logs.ts'
import { declareWait } from './wait.ts'

/** What people type all day, without a noun before it. */
export function declareEveryday(program: Command, withSession: WithSession, withWorld: WithWorld): void {
  program
    .command('ls')
    .description('list deployments; the same as "deployments ls"')
    .action(withSession(async (session) => (await import('../commands/deployments.ts')).list(session)))
  program
    .command('ps')
    .description('list the instances that run, of one deployment or of all')
    .argument('[deployment]', 'by name or id')
    .action(withSession(async (session, [deployment]) => (await import('../commands/ps.ts')).ps(session, deployment)))
  declareLogs(program, withSession)
  declareWait(program, withSession)
  program
    .command('status')
    .description('say which server commands go to, who you are there, and what is wrong with its deployments')
    .action(withSession(async (session) => (await import('../commands/status.ts')).status(session)))
  program
    .command('doctor')
    .description('look for trouble: of the server where one answers, else of this machine before one is started')
    .option('--local', 'of this machine, whether a server answers or not')
    .option('--port <number>', 'the port that is to be free (default: 8080)')
    .action(
      withWorld(async (world, _, options: GlobalOptions & { readonly local?: boolean; readonly port?: string }, told) =>
        (await import('../commands/doctor.ts')).doctor(world, options, (url) => told({ url })),
      ),
    )
}
