import { type Command, Option } from 'commander'
import type { CreateOptions, ListOptions, ResultOptions } from '../commands/batches.ts'
import type { WithSession } from '../with-session.ts'
import { collect } from './collect.ts'

const load = () => import('../commands/batches.ts')
const endpoints = ['/v1/chat/completions', '/v1/completions', '/v1/embeddings', '/v1/responses']

export function declareBatches(program: Command, withSession: WithSession): void {
  const batches = program.command('batches').description('many calls as one order, within 24 hours')
  batches
    .command('create <file>')
    .description('upload a file, one call a line, and have the calls made')
    .addOption(new Option('--endpoint <path>', 'what is called').choices(endpoints).default(endpoints[0]))
    .option('--metadata <key=value>', 'kept with it; may be repeated', collect, [])
    .option('--wait', 'until it has ended')
    .option('--timeout <duration>', 'longest wait', '24h')
    .action(withSession(async (session, [file = ''], options: CreateOptions) => (await load()).create(session, file, options)))
  batches
    .command('ls', { isDefault: true })
    .alias('list')
    .description('list batches, newest first')
    .option('--limit <n>', 'at most 100', '20')
    .action(withSession(async (session, _, options: ListOptions) => (await load()).list(session, options)))
  batches
    .command('get <batch>')
    .description('show a batch, and how far it is')
    .action(withSession(async (session, [id = '']) => (await load()).get(session, id)))
  batches
    .command('cancel <batch>')
    .description('end it; what was answered stays')
    .action(withSession(async (session, [id = '']) => (await load()).cancel(session, id)))
  batches
    .command('results <batch>')
    .description('print its answers, one a line')
    .option('--errors', 'print its errors instead')
    .action(withSession(async (session, [id = ''], options: ResultOptions) => (await load()).results(session, id, options)))
}
