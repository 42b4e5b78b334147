import type { Command } from 'commander'
import type { ScopeOptions, SetOptions } from '../commands/secrets.ts'
import type { WithSession } from '../with-session.ts'
import { collect } from './collect.ts'

const load = () => import('../commands/secrets.ts')

export function declareSecrets(program: Command, withSession: WithSession): void {
  const secrets = program.command('secrets').description("secrets for instances' environment; what they hold is never shown")
  scoped(secrets.command('ls').alias('list'))
    .description('list secrets')
    .action(withSession(async (session, _, options: ScopeOptions) => (await load()).list(session, options)))
  scoped(secrets.command('set <name>'))
    .description('create a secret, or replace all that it holds')
    .option('--from-env <key=variable>', 'a key from an environment variable; may be repeated', collect, [])
    .option('--from-file <key=path>', 'a key from a file, byte by byte; may be repeated', collect, [])
    .option('--from-stdin <key>', 'a key from standard input')
    .action(withSession(async (session, [name = ''], options: SetOptions) => (await load()).set(session, name, options)))
  scoped(secrets.command('rm <name>'))
    .description('delete a secret')
    .action(withSession(async (session, [name = ''], options: ScopeOptions) => (await load()).remove(session, name, options)))
}

const scoped = (command: Command): Command =>
  command.option('--every-group', 'for every resource group (default: for the one in use)')
