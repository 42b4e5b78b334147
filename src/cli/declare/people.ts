import type { Command } from 'commander'
import type { OpenOptions } from '../commands/open.ts'
import type { PasswordOptions, PersonOptions } from '../commands/people.ts'
import type { WithSession } from '../with-session.ts'

const load = () => import('../commands/people.ts')

export function declarePeople(program: Command, withSession: WithSession): void {
  program
    .command('open')
    .description('open the console, signed in')
    .option('--person <name>', 'sign this person in (default: the administrator)')
    .option('--print', 'print the link, which works once, in place of opening a browser')
    .action(withSession(async (session, _, options: OpenOptions) => (await import('../commands/open.ts')).open(session, options)))

  const people = program.command('people').description('people who sign in to the console')
  people
    .command('ls')
    .description('list people')
    .action(withSession(async (session) => (await load()).list(session)))
  withFacts(people.command('create <name>'))
    .description('add a person; without a password they sign in by a link, or with the provider')
    .option('--password-file <path>', 'read a password from a file')
    .option('--password-stdin', 'read a password from standard input')
    .action(withSession(async (session, [name = ''], options: PersonOptions) => (await load()).create(session, name, options)))
  withFacts(people.command('update <name>'))
    .description('change what a person may')
    .action(withSession(async (session, [name = ''], options: PersonOptions) => (await load()).change(session, name, options)))
  people
    .command('password <name>')
    .description("set a person's password: asked for at a terminal; they are signed out everywhere")
    .option('--password-file <path>', 'read it from a file')
    .option('--password-stdin', 'read it from standard input')
    .action(
      withSession(async (session, [name = ''], options: PasswordOptions) => (await load()).password(session, name, options)),
    )
  people
    .command('link [name]')
    .description('print a link that signs a person in, once, within a quarter of an hour (default: the administrator)')
    .action(withSession(async (session, [name]) => (await load()).link(session, name)))
  people
    .command('sign-out <name>')
    .description('end all sessions of a person')
    .action(withSession(async (session, [name = '']) => (await load()).signOut(session, name)))
  people
    .command('disable <name>')
    .description('let a person in no more, and sign them out everywhere')
    .action(withSession(async (session, [name = '']) => (await load()).disable(session, name, true)))
  people
    .command('enable <name>')
    .description('let a disabled person in again')
    .action(withSession(async (session, [name = '']) => (await load()).disable(session, name, false)))
  people
    .command('rm <name>')
    .description('remove a person')
    .action(withSession(async (session, [name = '']) => (await load()).remove(session, name)))
}

const withFacts = (command: Command): Command =>
  command
    .option('--role <role>', 'viewer, consumer, operator or admin (new people: viewer)')
    .option('--groups <ids>', 'resource groups, with commas; * for all (new people: default)')
    .option('--display-name <text>', 'what others see (new people: the name)')
