import type { Command } from 'commander'
import type { AccountKeyOptions, ClientOptions, KeyOptions } from '../commands/access.ts'
import type { WithSession } from '../with-session.ts'

const load = () => import('../commands/access.ts')

export function declareAccess(program: Command, withSession: WithSession): void {
  const keys = program.command('keys').description('API keys')
  keys
    .command('ls')
    .alias('list')
    .description('list keys')
    .action(withSession(async (session) => (await load()).listKeys(session)))
  keys
    .command('create <name>')
    .description('create a key; it is printed once, on standard output')
    .option('--role <role>', 'viewer, consumer, operator or admin', 'consumer')
    .option('--groups <ids>', 'resource groups, with commas; * for all', 'default')
    .option('--deployments <ids>', 'deployment ids, with commas; * for all', '*')
    .option('--expires <duration>', 'after 12h, 30d, …')
    .action(withSession(async (session, [name = ''], options: KeyOptions) => (await load()).createKey(session, name, options)))
  keys
    .command('rm <id>')
    .description('revoke a key')
    .action(withSession(async (session, [id = '']) => (await load()).removeKey(session, id)))

  const clients = program.command('clients').description('OAuth clients (service keys)')
  clients
    .command('ls')
    .alias('list')
    .description('list clients')
    .action(withSession(async (session) => (await load()).listClients(session)))
  clients
    .command('create <name>')
    .description('create a client; its service key is printed once, on standard output')
    .option('--role <role>', 'viewer, consumer, operator or admin', 'operator')
    .option('--groups <ids>', 'resource groups, with commas; * for all', 'default')
    .action(
      withSession(async (session, [name = ''], options: ClientOptions) => (await load()).createClient(session, name, options)),
    )
  clients
    .command('rm <id>')
    .description('revoke a client')
    .action(withSession(async (session, [id = '']) => (await load()).removeClient(session, id)))

  const groups = program.command('groups').description('resource groups')
  groups
    .command('ls')
    .alias('list')
    .description('list groups')
    .action(withSession(async (session) => (await load()).listGroups(session)))
  groups
    .command('create <id>')
    .description('create a group')
    .action(withSession(async (session, [id = '']) => (await load()).createGroup(session, id)))
  groups
    .command('keys <id>')
    .description('show the two keys of a group, which can be renewed one after the other')
    .option('--regenerate <key>', 'make key1 or key2 anew first')
    .option('--off', 'take them no more, until --on')
    .option('--on', 'take them again')
    .action(
      withSession(async (session, [id = ''], options: AccountKeyOptions) => (await load()).accountKeys(session, id, options)),
    )
  groups
    .command('rm <id>')
    .description('delete a group and everything in it')
    .option('--yes', 'really')
    .action(
      withSession(async (session, [id = ''], options: { readonly yes?: boolean }) =>
        (await load()).removeGroup(session, id, options),
      ),
    )
}
