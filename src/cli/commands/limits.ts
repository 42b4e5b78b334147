import type { Budget, CallQuota, LimitScope } from '../../client/types.ts'
import type { Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'
import { deploymentIdOf } from './find-deployment.ts'

export type ScopeOptions = {
  readonly inGroup?: string
  readonly executable?: string
  readonly deployment?: string
  readonly model?: string
  readonly key?: string
}
export type QuotaOptions = { readonly requests?: string; readonly tokens?: string; readonly concurrent?: string }
export type BudgetOptions = {
  readonly period: string
  readonly currency?: string
  readonly timezone?: string
  readonly alerts?: string
  readonly reportOnly?: boolean
}
export type BudgetChange = { readonly amount?: string; readonly alerts?: string; readonly block?: boolean }

const quotaShape: Shape<CallQuota> = {
  columns: {
    ID: (each) => each.id,
    FOR: (each) => scopeInWords(each.scope),
    'REQUESTS/MIN': (each) => each.requestsPerMinute,
    'TOKENS/MIN': (each) => each.tokensPerMinute,
    CONCURRENT: (each) => each.concurrent,
    SOURCE: (each) => each.source,
    CREATED: (each) => each.createdAt,
  },
  name: (each) => each.id,
}

export const listQuotas = async ({ client, output }: Session): Promise<void> =>
  output.list(quotaShape, await client.quotas.list())

export async function createQuota(session: Session, options: ScopeOptions & QuotaOptions): Promise<void> {
  const { client, output } = session
  const numbers = numbersOf(options)
  await output.one(quotaShape, await client.quotas.create({ scope: await scopeOf(session, options), ...numbers }))
}

export async function changeQuota({ client, output }: Session, id: string, options: QuotaOptions): Promise<void> {
  await output.one(quotaShape, await client.quotas.change(id, numbersOf(options)))
}

export async function removeQuota({ client, say }: Session, id: string): Promise<void> {
  await client.quotas.remove(id)
  say(`quota ${id} removed`)
}

const budgetShape: Shape<Budget> = {
  columns: {
    ID: (each) => each.id,
    FOR: (each) => scopeInWords(each.scope),
    AMOUNT: (each) => `${each.amount} ${each.currency}`,
    PERIOD: (each) => each.period,
    SPENT: (each) => each.spent,
    REMAINING: (each) => each.remaining,
    BLOCKS: (each) => (each.block ? 'yes' : 'no'),
    'RENEWS AT': (each) => each.periodEnd,
  },
  name: (each) => each.id,
}

export const listBudgets = async ({ client, output }: Session): Promise<void> =>
  output.list(budgetShape, await client.budgets.list())

export async function createBudget(session: Session, amount: string, options: ScopeOptions & BudgetOptions): Promise<void> {
  const { client, output } = session
  const { period, currency, timezone, alerts, reportOnly } = options
  const thresholds = alerts === undefined ? {} : { thresholds: percents(alerts) }
  const budget = await client.budgets.create({
    scope: await scopeOf(session, options),
    amount,
    period,
    ...(currency ? { currency } : {}),
    ...(timezone ? { timezone } : {}),
    ...thresholds,
    block: reportOnly !== true,
  })
  await output.one(budgetShape, budget)
}

export async function changeBudget({ client, output }: Session, id: string, options: BudgetChange): Promise<void> {
  const { amount, alerts, block } = options
  const budget = await client.budgets.change(id, {
    ...(amount === undefined ? {} : { amount }),
    ...(alerts === undefined ? {} : { thresholds: percents(alerts) }),
    ...(block === undefined ? {} : { block }),
  })
  await output.one(budgetShape, budget)
}

export async function removeBudget({ client, say }: Session, id: string): Promise<void> {
  await client.budgets.remove(id)
  say(`budget ${id} removed`)
}

/** `-g` chooses the group to act in, as everywhere; what a limit is for is said by `--in-group`. */
const scopeOf = async (session: Session, { inGroup, executable, deployment, model, key }: ScopeOptions) => ({
  ...(inGroup ? { resourceGroup: inGroup } : {}),
  ...(executable ? { executable } : {}),
  ...(deployment ? { deployment: await deploymentIdOf(session, deployment, inGroup) } : {}),
  ...(model ? { model } : {}),
  ...(key ? { apiKey: key } : {}),
})

const scopeInWords = (scope: LimitScope): string => {
  const said = Object.entries(scope).flatMap(([field, value]) => (value === null ? [] : [`${field}=${value}`]))
  return said.join(' ') || 'everything'
}

const numbersOf = ({ requests, tokens, concurrent }: QuotaOptions) => ({
  ...(requests === undefined ? {} : { requestsPerMinute: count(requests, '--requests') }),
  ...(tokens === undefined ? {} : { tokensPerMinute: count(tokens, '--tokens') }),
  ...(concurrent === undefined ? {} : { concurrent: count(concurrent, '--concurrent') }),
})

/** A whole number, or `none` for no limit. */
function count(text: string, flag: string): number | null {
  if (text === 'none') return null
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${flag} ${text}: must be a whole number, or "none"`)
  return Number(text)
}

const percents = (text: string): number[] =>
  (text === '' ? [] : text.split(',')).map((each) => {
    const value = Number(each.trim().replace(/%$/, ''))
    if (!(value > 0)) throw new UsageError(`--alerts ${text}: must be per cent with commas, such as 50,80,100`)
    return value
  })
