import type { Command } from 'commander'
import type { HistoryOptions, RollbackOptions, RolloutOptions } from '../commands/rollouts.ts'
import type { WithSession } from '../with-session.ts'
import { collect } from './collect.ts'

const load = () => import('../commands/rollouts.ts')

export function declareRollouts(deployments: Command, withSession: WithSession): void {
  deployments
    .command('rollout <deployment>')
    .description('bring a new configuration up beside the one in use, or change how. Without options: how it does')
    .option('--configuration <id>', 'the new one, of the same scenario')
    .option('--strategy <name>', 'canary: it answers a share of the calls; mirror: it gets copies; shadow: copies, compared')
    .option('--percent <n>', 'share of the calls; 0: none but those whose header asks for it')
    .option('--header <name=value>', 'calls with this header go to the new one, with another value to the one in use')
    .option('--sticky [header]', 'the same caller (or value of a header) stays on the same side')
    .option('--step <percent=duration>', 'shares that it goes through by itself, such as 10=5m; may be repeated', collect, [])
    .option('--max-errors <percent>', 'taken back where more of its calls fail')
    .option('--min-calls <n>', 'calls before that is judged')
    .option('--note <text>', 'kept in the history')
    .action(
      withSession(async (session, [deployment = ''], options: RolloutOptions) =>
        (await load()).rollout(session, deployment, options),
      ),
    )
  deployments
    .command('promote <deployment>')
    .description('give all calls to the new configuration')
    .action(withSession(async (session, [deployment = '']) => (await load()).promote(session, deployment)))
  deployments
    .command('rollback <deployment>')
    .description('take the new configuration back, or go to the version before')
    .option('--to <version>', 'to this version')
    .option('--note <text>', 'why')
    .action(
      withSession(async (session, [deployment = ''], options: RollbackOptions) =>
        (await load()).rollback(session, deployment, options),
      ),
    )
  deployments
    .command('history <deployment>')
    .description('list the versions that a deployment has had')
    .option('--diff <version>', 'in what this version differs from the one in force')
    .action(
      withSession(async (session, [deployment = ''], options: HistoryOptions) =>
        (await load()).history(session, deployment, options),
      ),
    )
}
