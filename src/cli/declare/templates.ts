import type { Command } from 'commander'
import type { ApplicationOptions, RepositoryOptions } from '../commands/template-sources.ts'
import type { WithSession } from '../with-session.ts'

const load = () => import('../commands/templates.ts')
const loadSources = () => import('../commands/template-sources.ts')

export function declareTemplates(program: Command, withSession: WithSession): void {
  const templates = program.command('templates').description('serving templates: executables of your own, as YAML')
  templates
    .command('ls')
    .alias('list')
    .description('list serving templates')
    .action(withSession(async (session) => (await load()).list(session)))
  templates
    .command('show <name>')
    .description('print the YAML of a template')
    .action(withSession(async (session, [name = '']) => (await load()).show(session, name)))
  templates
    .command('validate <file>')
    .description('say whether a template is sound, and change nothing (- reads standard input)')
    .action(withSession(async (session, [file = '']) => (await load()).validate(session, file)))
  templates
    .command('push <file>')
    .description('upload a template, or replace the one of its name (- reads standard input)')
    .action(withSession(async (session, [file = '']) => (await load()).push(session, file)))
  templates
    .command('rm <name>')
    .description('delete a template that no deployment uses')
    .action(withSession(async (session, [name = '']) => (await load()).remove(session, name)))

  const repositories = templates.command('repositories').description('git repositories that templates come from')
  repositories
    .command('ls')
    .alias('list')
    .description('list repositories')
    .action(withSession(async (session) => (await loadSources()).listRepositories(session)))
  repositories
    .command('add <url>')
    .description('register a repository: https://host/repository, or a path on the server')
    .option('--name <name>', 'what it is called (default: after its address)')
    .option('--username <name>', 'user name at the host (default: git)')
    .option('--key-env <variable>', 'environment variable that holds the password or token')
    .option('--key-stdin', 'read the password or token from standard input')
    .action(
      withSession(async (session, [url = ''], options: RepositoryOptions) =>
        (await loadSources()).addRepository(session, url, options),
      ),
    )
  repositories
    .command('rm <name>')
    .description('forget a repository that no application uses')
    .action(withSession(async (session, [name = '']) => (await loadSources()).removeRepository(session, name)))

  const applications = templates.command('applications').description('folders of repositories that are kept in step')
  applications
    .command('ls')
    .alias('list')
    .description('list applications')
    .action(withSession(async (session) => (await loadSources()).listApplications(session)))
  applications
    .command('add <repository>')
    .description('keep the templates of a folder the same here: the name of a repository, or an address')
    .option('--name <name>', 'what it is called (default: after its repository)')
    .option('--revision <ref>', 'branch, tag or commit', 'HEAD')
    .option('--path <folder>', 'folder within the repository', '.')
    .action(
      withSession(async (session, [source = ''], options: ApplicationOptions) =>
        (await loadSources()).addApplication(session, source, options),
      ),
    )
  applications
    .command('status <name>')
    .description('say how the last synchronisation went, file by file')
    .action(withSession(async (session, [name = '']) => (await loadSources()).status(session, name)))
  applications
    .command('refresh <name>')
    .description('synchronise now')
    .action(withSession(async (session, [name = '']) => (await loadSources()).refresh(session, name)))
  applications
    .command('rm <name>')
    .description('forget an application')
    .action(withSession(async (session, [name = '']) => (await loadSources()).removeApplication(session, name)))
}
