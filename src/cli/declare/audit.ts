import { type Command, Option } from 'commander'
import type { AuditOptions, DiagnosticsOptions } from '../commands/audit.ts'
import type { WithSession } from '../with-session.ts'

const load = () => import('../commands/audit.ts')

export function declareAudit(program: Command, withSession: WithSession): void {
  program
    .command('audit')
    .description('who changed what, and who was refused it')
    .option('--since <duration>', 'from how long ago: 12h, 7d, …', '7d')
    .option('--actor <who>', 'id or name of who did it; lectern: what happened by a rule')
    .option('--action <action>', 'such as deployments.create, or deployments for all that begin so')
    .option('--target <id>', 'id or name of what was changed')
    .option('--in-group <id>', 'in this resource group only')
    .addOption(new Option('--outcome <outcome>', 'only what was done, or what was refused').choices(['done', 'refused']))
    .option('--limit <n>', 'most entries', '100')
    .action(withSession(async (session, _, options: AuditOptions) => (await load()).listAudit(session, options)))
  program
    .command('diagnostics')
    .description('save what somebody needs who helps with trouble, without secrets')
    .option('-O, --output-file <path>', 'where to (default: lectern-diagnostics-<day>.tar.gz)')
    .action(withSession(async (session, _, options: DiagnosticsOptions) => (await load()).saveDiagnostics(session, options)))
}
