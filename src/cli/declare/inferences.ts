import type { Command } from 'commander'
import type { SetOptions } from '../commands/inference-log.ts'
import type { ListOptions, RemoveOptions } from '../commands/inferences.ts'
import type { WithSession } from '../with-session.ts'
import { collect } from './collect.ts'

const load = () => import('../commands/inferences.ts')
const loadLog = () => import('../commands/inference-log.ts')

export function declareInferences(program: Command, withSession: WithSession): void {
  const log = program.command('inference-log').description('what is kept of the calls of a deployment, and where')
  log
    .command('get <deployment>')
    .description('show it')
    .action(withSession(async (session, [deployment = '']) => (await loadLog()).getLog(session, deployment)))
  log
    .command('set <deployment>')
    .description('change it; what is not said stays')
    .option('--mode <mode>', 'all, inputs, outputs or none')
    .option('--sampling <share>', 'of the calls, from 0 to 1')
    .option('--redact <names>', 'JSON fields whose values are replaced, with commas')
    .option('--max-body-bytes <n>', 'what is longer is cut off')
    .option('--on-request', 'callers may have their own call kept')
    .option('--no-on-request', 'they may not')
    .option('--sink <kind>', 'file, or store for what "inferences" shows')
    .option('--http <url>', 'a collector of CloudEvents')
    .option('--kafka <brokers>', 'host:port, with commas')
    .option('--topic <name>', 'of Kafka; CREATE makes one')
    .option('--partitions <n>', 'of a topic that is made')
    .option('--replicas <n>', 'of a topic that is made')
    .option('--must-exist', 'refuse a topic that is not there')
    .option('--format <format>', 'binary or structured; for Kafka also record and hopsworks')
    .option('--component <name>', 'with a transformer: predictor for what the model gets and says')
    .option('--metadata-headers <names>', 'headers of callers that events carry, with commas')
    .option('--header <name>', 'header that takes the key of --http (default: Authorization: Bearer)')
    .option('--user <name>', 'who logs in to Kafka with the key')
    .option('--mechanism <name>', 'PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512 (default: SCRAM-SHA-256)')
    .option('--tls', 'Kafka speaks TLS')
    .option('--ca <file>', 'PEM certificates to trust in Kafka’s TLS')
    .option('--key-env <variable>', 'environment variable that holds the key')
    .option('--key-stdin', 'read the key from standard input')
    .action(
      withSession(async (session, [deployment = ''], options: SetOptions) =>
        (await loadLog()).setLog(session, deployment, options),
      ),
    )
  log
    .command('rm <deployment>')
    .description('keep nothing any more')
    .action(withSession(async (session, [deployment = '']) => (await loadLog()).removeLog(session, deployment)))

  const inferences = program.command('inferences').description('calls that were kept')
  inferences
    .command('ls')
    .alias('list')
    .description('list them, newest first')
    .option('--label <key=value>', 'that they have; the value may be left out; may be repeated', collect, [])
    .option('--deployment <name>', 'of one deployment')
    .option('--top <n>', 'so many (default: 100)')
    .action(withSession(async (session, _args, options: ListOptions) => (await load()).listInferences(session, options)))
  inferences
    .command('get <id>')
    .description('show one, with its bodies')
    .action(withSession(async (session, [id = '']) => (await load()).getInference(session, id)))
  inferences
    .command('rm')
    .description('delete those that match')
    .option('--label <key=value>', 'that they have; the value may be left out; may be repeated', collect, [])
    .option('--older-than <duration>', 'such as 7d')
    .option('--all', 'every one of the resource group')
    .action(withSession(async (session, _args, options: RemoveOptions) => (await load()).removeInferences(session, options)))
}
