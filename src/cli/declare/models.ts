import type { Command } from 'commander'
import type { CatalogOptions } from '../commands/models.ts'
import type { PullOptions } from '../commands/pull.ts'
import type { WithSession } from '../with-session.ts'
import { declarePush } from './registry.ts'

const load = () => import('../commands/models.ts')

export function declareModels(program: Command, withSession: WithSession): void {
  const models = program.command('models').alias('m').description('the catalog, and files of open models')
  models
    .command('ls')
    .alias('list')
    .description('list the catalog')
    .option('--scenario <id>', 'scenario', 'foundation-models')
    .option('--retired', 'with versions that answer no more')
    .action(withSession(async (session, _, options: CatalogOptions) => (await load()).list(session, options)))
  models
    .command('pull <source>')
    .description('import a model file: hf://org/repo/path/file.gguf[@revision], https://…, file:///…')
    .option('--sha256 <hex>', 'what the content must be')
    .option('--detach', 'do not wait for it')
    .action(
      withSession(async (session, [source = ''], options: PullOptions) =>
        (await import('../commands/pull.ts')).pull(session, source, options),
      ),
    )
  declarePush(models, withSession)
  models
    .command('imports')
    .description('list imports')
    .action(withSession(async (session) => (await load()).imports(session)))
  models
    .command('cancel <import>')
    .description('end a running import')
    .action(withSession(async (session, [id = '']) => (await load()).cancel(session, id)))
  models
    .command('files')
    .description('list imported files')
    .action(withSession(async (session) => (await load()).files(session)))
  models
    .command('rm <sha256>')
    .description('delete an imported file')
    .action(withSession(async (session, [sha256 = '']) => (await load()).remove(session, sha256)))
}
