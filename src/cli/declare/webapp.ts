import type { Command } from 'commander'
import type { WebappRequest } from '../../client/webapps.ts'
import type { WithSession } from '../with-session.ts'

const load = () => import('../commands/webapp.ts')

export function declareWebapp(program: Command, withSession: WithSession): void {
  const webapp = program.command('webapp').description('a page where people chat with a deployment')
  webapp
    .command('get <deployment>')
    .description('show where it is')
    .action(withSession(async (session, [deployment = '']) => (await load()).getWebapp(session, deployment)))
  webapp
    .command('open <deployment>')
    .description('open it, or change it; what is not said falls back to its standard')
    .option('--name <name>', 'of its address, /webapps/<name>/; else that of the deployment')
    .option('--title <title>', 'of the page')
    .option('--greeting <text>', 'what the page says before anything was asked')
    .option('--public', 'whoever has the address may use it, by an API key of its own')
    .action(
      withSession(async (session, [deployment = ''], options: WebappRequest) =>
        (await load()).openWebapp(session, deployment, options),
      ),
    )
  webapp
    .command('close <deployment>')
    .description('close it')
    .action(withSession(async (session, [deployment = '']) => (await load()).closeWebapp(session, deployment)))
}
