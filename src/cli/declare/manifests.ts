import type { Command } from 'commander'
import type { ApplyOptions, DiffOptions } from '../commands/manifests.ts'
import type { WithSession } from '../with-session.ts'
import { collect } from './collect.ts'

const load = () => import('../commands/manifests.ts')

const fromFiles = (command: Command): Command =>
  command.option('-f, --file <path>', 'a file, a folder, or - for standard input; may be repeated', collect, [])

export function declareManifests(program: Command, withSession: WithSession): void {
  fromFiles(program.command('apply'))
    .description('make deployments, connections, limits and more as YAML documents say; again changes nothing')
    .option('--dry-run', 'only say what would be done')
    .option('--wait', 'until the deployments are as the documents say')
    .option('--timeout <duration>', 'longest wait for each', '10m')
    .action(withSession(async (session, _, options: ApplyOptions) => (await load()).apply(session, options)))
  fromFiles(program.command('diff'))
    .description('show in what things are not as YAML documents say; exit code 1 where something differs')
    .action(withSession(async (session, _, options: DiffOptions) => (await load()).diff(session, options)))
  program
    .command('export [what...]')
    .description('print what there is as documents for "apply": all, or of some kinds, or single things (Deployment/chat)')
    .action(withSession(async (session, what) => (await load()).exportAll(session, what)))
}
