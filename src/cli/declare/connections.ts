import type { Command } from 'commander'
import type { ChangeOptions, CreateOptions } from '../commands/connections.ts'
import type { WithSession } from '../with-session.ts'
import { collect } from './collect.ts'

const load = () => import('../commands/connections.ts')

export function declareConnections(program: Command, withSession: WithSession): void {
  const connections = program.command('connections').description('provider accounts')
  connections
    .command('ls')
    .alias('list')
    .description('list connections')
    .action(withSession(async (session) => (await load()).list(session)))
  withSecret(connections.command('create <name>'))
    .description('create a connection')
    .option('--provider <id>', 'executable that it is for (default: its name)')
    .option('--base-url <url>', 'address of the provider account')
    .option('--option <key=value>', 'setting of the provider, as text or JSON; may be repeated', collect, [])
    .option('--shared', 'for every resource group')
    .action(withSession(async (session, [name = ''], options: CreateOptions) => (await load()).create(session, name, options)))
  withSecret(connections.command('update <name>'))
    .description('change a connection; what is not given stays')
    .option('--base-url <url>', 'address of the provider account')
    .option('--option <key=value>', 'replaces all settings; may be repeated', collect, [])
    .action(withSession(async (session, [name = ''], options: ChangeOptions) => (await load()).update(session, name, options)))
  connections
    .command('test <name>')
    .description('call the provider once')
    .action(withSession(async (session, [name = '']) => (await load()).test(session, name)))
  connections
    .command('rm <name>')
    .description('delete a connection')
    .action(withSession(async (session, [name = '']) => (await load()).remove(session, name)))
}

/** Secrets on a command line are seen by every process of the machine, and kept by the shell: there is no option for one. */
const withSecret = (command: Command): Command =>
  command
    .option('--key-env <variable>', 'environment variable that holds the key')
    .option('--key-stdin', 'read the key from standard input (a JSON object where a provider needs several fields)')
    .option(
      '--credential-ref <reference>',
      'where the server finds the key: env:NAME, file:path, vault:mount/path#field, or field=… for one field; may be repeated',
      collect,
      [],
    )
