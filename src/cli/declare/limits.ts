import type { Command } from 'commander'
import type { BudgetChange, BudgetOptions, QuotaOptions, ScopeOptions } from '../commands/limits.ts'
import type { WithSession } from '../with-session.ts'

const load = () => import('../commands/limits.ts')

/** What a limit is for: all that is said must match; nothing said means every call. */
const scoped = (command: Command): Command =>
  command
    .option('--in-group <id>', 'calls of this resource group')
    .option('--executable <id>', 'calls of deployments of this executable')
    .option('--deployment <deployment>', 'calls of this deployment, by name or id')
    .option('--model <name>', 'calls of this model, all versions')
    .option('--key <id>', 'calls with this API key or OAuth client')

const numbered = (command: Command): Command =>
  command
    .option('--requests <number>', 'requests a minute; "none" for no limit')
    .option('--tokens <number>', 'tokens a minute, input and output; "none" for no limit')
    .option('--concurrent <number>', 'calls at one time; "none" for no limit')

export function declareLimits(program: Command, withSession: WithSession): void {
  const quotas = program.command('quotas').description('limits of requests, tokens and calls at one time')
  quotas
    .command('ls')
    .alias('list')
    .description('list quotas')
    .action(withSession(async (session) => (await load()).listQuotas(session)))
  scoped(numbered(quotas.command('create').description('limit calls'))).action(
    withSession(async (session, _args, options: ScopeOptions & QuotaOptions) => (await load()).createQuota(session, options)),
  )
  numbered(quotas.command('set <id>').description('change the numbers of a quota')).action(
    withSession(async (session, [id = ''], options: QuotaOptions) => (await load()).changeQuota(session, id, options)),
  )
  quotas
    .command('rm <id>')
    .description('remove a quota')
    .action(withSession(async (session, [id = '']) => (await load()).removeQuota(session, id)))

  const budgets = program.command('budgets').description('limits of money')
  budgets
    .command('ls')
    .alias('list')
    .description('list budgets with what was spent')
    .action(withSession(async (session) => (await load()).listBudgets(session)))
  scoped(budgets.command('create <amount>').description('limit what may be spent: 25.00'))
    .requiredOption('--period <period>', 'minute, hour, day, week, month, quarter, year or total')
    .option('--currency <code>', 'ISO 4217 (default: USD)')
    .option('--timezone <name>', 'where days and months begin (default: UTC)')
    .option('--alerts <percents>', 'log when so many per cent are spent (default: 80,100)')
    .option('--report-only', 'never refuse a call')
    .action(
      withSession(async (session, [amount = ''], options: ScopeOptions & BudgetOptions) =>
        (await load()).createBudget(session, amount, options),
      ),
    )
  budgets
    .command('set <id>')
    .description('change a budget')
    .option('--amount <amount>', 'such as 25.00')
    .option('--alerts <percents>', 'such as 50,80,100')
    .option('--block', 'refuse calls that cost more than what is left')
    .option('--no-block', 'only report')
    .action(withSession(async (session, [id = ''], options: BudgetChange) => (await load()).changeBudget(session, id, options)))
  budgets
    .command('rm <id>')
    .description('remove a budget')
    .action(withSession(async (session, [id = '']) => (await load()).removeBudget(session, id)))
}
