import type { Command } from 'commander'
import type { LoginOptions } from '../commands/login.ts'
import type { GlobalOptions } from '../session.ts'
import type { WithSession } from '../with-session.ts'
import type { WithWorld } from '../with-world.ts'

const load = () => import('../commands/contexts.ts')

export function declareContexts(program: Command, _: WithSession, withWorld: WithWorld): void {
  program
    .command('login <url>')
    .description('remember a server and what opens it: a key (asked for at a terminal), or a service key')
    .option('--name <context>', 'what it is called (default: the host of its address)')
    .option('--key-file <path>', 'read the key from a file')
    .option('--key-stdin', 'read the key from standard input')
    .option('--key-env <variable>', 'read the key from an environment variable')
    .option('--service-key <path>', 'the JSON of a service key: "lectern clients create", or credentials/service-key.json')
    .action(
      withWorld(async (world, [url = ''], options: LoginOptions & GlobalOptions) =>
        (await import('../commands/login.ts')).login(world, url, options),
      ),
    )
  program
    .command('logout [context]')
    .description('forget a server and what opened it (default: the one in use)')
    .action(withWorld(async (world, [name], options) => (await load()).forget(world, name, options)))

  const context = program.command('context').alias('ctx').description('servers that "lectern login" remembers')
  context
    .command('ls')
    .description('list them')
    .action(withWorld(async (world, _, options) => (await load()).list(world, options)))
  context
    .command('use <name>')
    .description('have commands go to this one from now on; "none" for the server of this machine')
    .action(withWorld(async (world, [name = ''], options) => (await load()).use(world, name, options)))
  context
    .command('get [name]')
    .description('show one (default: the one in use)')
    .action(withWorld(async (world, [name], options) => (await load()).get(world, name, options)))
  context
    .command('rm <name>')
    .description('forget it and what opened it')
    .action(withWorld(async (world, [name], options) => (await load()).forget(world, name, options)))
}
