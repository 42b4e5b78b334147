import type { Command } from 'commander'
import type { DryRunOptions, NotifyOptions } from '../commands/upkeep.ts'
import type { WithSession } from '../with-session.ts'
import { collect } from './collect.ts'

const load = () => import('../commands/upkeep.ts')

export function declareDryRuns(deployments: Command, withSession: WithSession): void {
  deployments
    .command('dry-run <deployment>')
    .description('make its last calls again to another version, and compare')
    .option('--model-version <version>', 'version of its model to try')
    .option('--configuration <id>', 'or any other configuration')
    .option('--calls <n>', 'how many of those that were kept (default: 50, at most 200)')
    .option('--no-wait', 'return at once')
    .action(
      withSession(async (session, [deployment = ''], options: DryRunOptions) =>
        (await load()).dryRun(session, deployment, options),
      ),
    )
  deployments
    .command('dry-runs <deployment>')
    .description('list its dry runs')
    .action(withSession(async (session, [deployment = '']) => (await load()).listDryRuns(session, deployment)))
}

export function declareUpkeep(program: Command, withSession: WithSession): void {
  program
    .command('retirements')
    .description('list when model versions of deployments change or end, and what happens then')
    .action(withSession(async (session) => (await load()).listRetirements(session)))

  const notifications = program.command('notifications').description('who is told of events, by webhook or e-mail')
  notifications
    .command('ls')
    .alias('list')
    .description('list who is told')
    .action(withSession(async (session) => (await load()).listTargets(session)))
  notifications
    .command('add <to...>')
    .description('have a webhook (its URL) or e-mail addresses told from now on')
    .option('--in-group <id>', 'events of this resource group (default: of all, and of the installation)')
    .option('--event <kind>', 'such as budget.threshold or retirement.*; may be repeated (default: all)', collect, [])
    .option('--key-env <name>', 'environment variable with the secret that a webhook is signed with')
    .option('--key-stdin', 'read that secret from standard input')
    .action(withSession(async (session, to, options: NotifyOptions) => (await load()).addTarget(session, to, options)))
  notifications
    .command('set <id> [to...]')
    .description('have it told somewhere else, of other things, or signed with another secret; the rest stays')
    .option('--event <kind>', 'in place of those before; may be repeated', collect, [])
    .option('--key-env <name>', 'environment variable with the secret that a webhook is signed with')
    .option('--key-stdin', 'read that secret from standard input')
    .action(
      withSession(async (session, [id = '', ...to], options: NotifyOptions) =>
        (await load()).setTarget(session, id, to, options),
      ),
    )
  notifications
    .command('rm <id>')
    .description('tell it nothing any more')
    .action(withSession(async (session, [id = '']) => (await load()).removeTarget(session, id)))
  notifications
    .command('test <id>')
    .description('send it a word now')
    .action(withSession(async (session, [id = '']) => (await load()).testTarget(session, id)))
}
