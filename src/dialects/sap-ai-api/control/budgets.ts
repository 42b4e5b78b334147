import { z } from 'zod'
import type { BudgetState } from '../../../control/platform/budgets.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { BudgetPeriod } from '../../../domain/limits.ts'
import { toDecimal } from '../../../domain/money.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { amountIn, BudgetPatch, BudgetRequest } from './budget-request.ts'
import { refusals } from './errors.ts'
import { askedScope, renderScope, ScopeShape } from './limit-scope.ts'
import { listOf, Timestamp } from './shapes.ts'

type Verbs = Pick<Platform, 'listBudgets' | 'getBudget' | 'createBudget' | 'changeBudget' | 'removeBudget'>

const nano = z.int().describe('Nano-units of the currency')

const BudgetShape = z
  .object({
    id: z.string(),
    scope: ScopeShape,
    amount: z.string().meta({ examples: ['5.00'] }),
    amountNano: nano,
    currency: z.string(),
    period: BudgetPeriod,
    timezone: z.string(),
    thresholds: z.array(z.number()).readonly(),
    block: z.boolean(),
    periodStart: Timestamp.nullable().describe('null: there is only one period'),
    periodEnd: Timestamp.nullable(),
    spent: z.string().describe('In this period, by the ledger'),
    spentNano: nano,
    remaining: z.string().describe('Below zero: more was spent than there was'),
    remainingNano: nano,
    reachedThresholds: z.array(z.number()).readonly(),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
  })
  .meta({ id: 'Budget' })

const read = { access: { role: 'viewer', group: 'none' }, lectern: true } as const
const write = { access: { role: 'operator', group: 'none' }, lectern: true } as const
const tags = ['Limits']
const params = z.object({ budgetId: z.uuid({ error: 'must be the id of a budget' }) })

/** Limits of money for any combination of group, executable, deployment, model and credential. All that match count. */
export const mountBudgets = (app: ControlApp, platform: Verbs): void => {
  app.get(
    '/v2/admin/budgets',
    {
      config: read,
      schema: {
        tags,
        operationId: 'budgets.query',
        summary: 'Lists budgets with what was spent of them',
        response: { 200: listOf(BudgetShape, 'BudgetList'), ...refusals },
      },
    },
    async (request) => {
      const resources = (await platform.listBudgets(callerOf(request))).map(render)
      return { count: resources.length, resources }
    },
  )

  app.post(
    '/v2/admin/budgets',
    {
      config: write,
      schema: {
        tags,
        operationId: 'budgets.create',
        summary: 'Limits what may be spent',
        description:
          'A call is refused when it could cost more than what is left. What the scope has spent in this period already counts. ' +
          'Takes an administrator of the group, or of the installation where the scope names no group.',
        body: BudgetRequest,
        response: { 201: BudgetShape, ...refusals },
      },
    },
    async (request, reply) => {
      const { scope, amount: _, amountNano: __, ...terms } = request.body
      const state = await platform.createBudget(callerOf(request), {
        scope: askedScope(scope),
        amount: amountIn(request.body) ?? 0,
        ...terms,
      })
      return reply.code(201).header('location', `/v2/admin/budgets/${state.budget.id}`).send(render(state))
    },
  )

  app.get(
    '/v2/admin/budgets/:budgetId',
    {
      config: read,
      schema: {
        tags,
        operationId: 'budgets.get',
        summary: 'One budget with what was spent of it',
        params,
        response: { 200: BudgetShape, ...refusals },
      },
    },
    async (request) => render(await platform.getBudget(callerOf(request), request.params.budgetId)),
  )

  app.patch(
    '/v2/admin/budgets/:budgetId',
    {
      config: write,
      schema: {
        tags,
        operationId: 'budgets.change',
        summary: 'Changes amount, thresholds or whether a budget blocks',
        params,
        body: BudgetPatch,
        response: { 200: BudgetShape, ...refusals },
      },
    },
    async (request) => {
      const { thresholds, block } = request.body
      const amount = amountIn(request.body)
      return render(await platform.changeBudget(callerOf(request), request.params.budgetId, { amount, thresholds, block }))
    },
  )

  app.delete(
    '/v2/admin/budgets/:budgetId',
    {
      config: write,
      schema: {
        tags,
        operationId: 'budgets.remove',
        summary: 'Removes a budget',
        params,
        response: { 200: z.object({ id: z.string(), message: z.string() }), ...refusals },
      },
    },
    async (request) => {
      request.about = await platform.removeBudget(callerOf(request), request.params.budgetId)
      return { id: request.params.budgetId, message: 'Budget removed' }
    },
  )
}

const render = ({ budget, period, spent, reached }: BudgetState): z.infer<typeof BudgetShape> => {
  const amount = BigInt(budget.amount)
  const remaining = amount - spent
  return {
    id: budget.id,
    scope: renderScope(budget.scope),
    amount: toDecimal(amount),
    amountNano: budget.amount,
    currency: budget.currency,
    period: budget.period,
    timezone: budget.timezone,
    thresholds: budget.thresholds,
    block: budget.block,
    periodStart: period.end === null ? null : toTimestamp(period.start),
    periodEnd: period.end === null ? null : toTimestamp(period.end),
    spent: toDecimal(spent),
    spentNano: Number(spent),
    remaining: toDecimal(remaining),
    remainingNano: Number(remaining),
    reachedThresholds: reached,
    createdAt: toTimestamp(budget.createdAt),
    modifiedAt: toTimestamp(budget.modifiedAt),
  }
}
