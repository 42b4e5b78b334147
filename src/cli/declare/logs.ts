import { type Command, Option } from 'commander'
import type { LogOptions } from '../commands/logs.ts'
import type { WithSession } from '../with-session.ts'

/** Of `lectern logs` and of `lectern deployments logs`. */
export function declareLogs(parent: Command, withSession: WithSession): void {
  parent
    .command('logs <deployment>')
    .description("print its instances' output")
    .option('-f, --follow', 'go on with what comes')
    .option('-p, --previous', 'of the instances that ran before those that run now')
    .option('--instance <id>', 'of this one alone, also where it has ended')
    .option('--grep <text>', 'only lines with this in them, in whatever case')
    .option('--since <duration>', 'from so long ago (default: 1h; of one instance or of the run before, all)')
    .option('--tail <lines>', 'only the last lines')
    .addOption(new Option('--component <name>', 'only that of one').choices(['predictor', 'transformer']))
    .action(
      withSession(async (session, [deployment = ''], options: LogOptions) =>
        (await import('../commands/logs.ts')).logs(session, deployment, options),
      ),
    )
}
