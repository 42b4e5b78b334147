import type { Command } from 'commander'
import type { EstimateOptions } from '../commands/estimate.ts'
import type { RateOptions, RerateOptions, StatementOptions } from '../commands/money.ts'
import type { WithSession } from '../with-session.ts'

const load = () => import('../commands/money.ts')

/** What calls are expected to come; for estimates. */
export const withWorkload = (command: Command): Command =>
  command
    .option('--requests <n>', 'calls a minute that are expected')
    .option('--tokens-in <n>', 'of one call')
    .option('--tokens-out <n>', 'of one call')

export function declareMoney(program: Command, withSession: WithSession): void {
  const rates = program.command('rates').description('rate cards: what tokens, instances and provisioned units cost')
  rates
    .command('ls')
    .alias('list')
    .description('list rate cards')
    .action(withSession(async (session) => (await load()).listRates(session)))
  rates
    .command('create <kind>')
    .description('say what tokens, instance or unit cost from a day on')
    .requiredOption('--from <day>', 'first day on which it holds: 2026-12-01')
    .option('--until <day>', 'first day on which it holds no more')
    .option('--model <name>', 'of this model')
    .option('--model-version <name>', 'of this version of it')
    .option('--executable <id>', 'of deployments of this executable')
    .option('--type <type>', 'of deployments of this type: standard, batch, …')
    .option('--residency <residency>', 'regional, data-zone or global')
    .option('--tier <tier>', 'tokens: default or priority')
    .option('--plan <name>', 'instance: of this resource plan')
    .option('--currency <code>', 'ISO 4217 (default: USD)')
    .option('--input <amount>', 'tokens: of a million input tokens, such as 2.50')
    .option('--cached-input <amount>', 'tokens: of a million that a cache answered')
    .option('--cache-write <amount>', 'tokens: of a million written to a cache')
    .option('--output-tokens <amount>', 'tokens: of a million output tokens')
    .option('--hour <amount>', 'instance, unit: of an hour of one')
    .option('--source <text>', 'where the figure is from')
    .option('--replaces <id>', 'the rate card that this one corrects')
    .action(withSession(async (session, [kind = ''], options: RateOptions) => (await load()).createRate(session, kind, options)))
  rates
    .command('rm <id>')
    .description('remove a rate card')
    .action(withSession(async (session, [id = '']) => (await load()).removeRate(session, id)))
  rates
    .command('rerate')
    .description('charge what was used again, by the prices that hold now for the days of use')
    .requiredOption('--from <time>', 'first day or moment of use')
    .requiredOption('--to <time>', 'first day or moment that does not count any more')
    .option('--model <name>', 'of this model only')
    .option('--deployment <id>', 'of this deployment only')
    .option('--in-group <id>', 'of this resource group only')
    .option('--dry-run', 'change nothing, only tell')
    .action(withSession(async (session, _, options: RerateOptions) => (await load()).rerate(session, options)))

  program
    .command('statement <month>')
    .description('what a month has cost: 2026-11')
    .option('--timezone <name>', 'where the month begins: Europe/Berlin (default: UTC)')
    .option('--by <columns>', 'with commas (default: resourceGroup,deployment,model,apiKey,kind)')
    .action(
      withSession(async (session, [month = ''], options: StatementOptions) => (await load()).statement(session, month, options)),
    )
  withWorkload(program.command('estimate <model>').description('what a deployment would cost in a month'))
    .option('--model-version <name>', 'version of the model')
    .option('--executable <id>', 'where several have the model')
    .option('--type <type>', 'standard, serverless, provisioned, managed-compute, batch or developer')
    .option('--capacity <number>', 'provisioned units, or instances')
    .option('--plan <name>', 'resource plan of instances')
    .action(
      withSession(async (session, [model = ''], options: EstimateOptions) =>
        (await import('../commands/estimate.ts')).estimate(session, model, options),
      ),
    )
  program
    .command('hints')
    .description('deployments that cost far more than usual, or that nobody calls')
    .action(withSession(async (session) => (await load()).listHints(session)))
  program
    .command('events')
    .description('what happened lately: budgets, hints, …')
    .action(withSession(async (session) => (await load()).listEvents(session)))
}
