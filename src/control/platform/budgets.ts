import { periodAt, type Span } from '../../decide/period.ts'
import { reachedThresholds } from '../../decide/purse.ts'
import { Failure } from '../../domain/failure.ts'
import type { Budget } from '../../domain/limits.ts'
import type { Principal } from '../../domain/principal.ts'
import type { LimitDeps as QuotaDeps } from './limits-quotas.ts'
import { checkScope, maySeeScope, mustGovern, type ScopeRequest } from './limits-scope.ts'
import { caughtUp, type UsageDeps } from './usage.ts'

type Terms = Pick<Budget, 'amount' | 'currency' | 'period' | 'timezone' | 'thresholds' | 'block'>
export type NewBudget = Terms & { readonly scope: ScopeRequest }
export type BudgetChange = { readonly [Field in 'amount' | 'thresholds' | 'block']?: Terms[Field] | undefined }

export type LimitDeps = QuotaDeps & UsageDeps

/** A budget with what the ledger says of the present period. */
export type BudgetState = {
  readonly budget: Budget
  readonly period: Span
  readonly spent: bigint
  /** Thresholds (per cent) that have been reached. */
  readonly reached: readonly number[]
}

export const listBudgets =
  (deps: LimitDeps) =>
  async (viewer: Principal): Promise<readonly BudgetState[]> => {
    await caughtUp(deps)
    const budgets = (await deps.store.budgets.list()).filter(({ scope }) => maySeeScope(viewer, scope))
    return Promise.all(budgets.map((each) => stateOf(deps, each)))
  }

export const getBudget =
  (deps: LimitDeps) =>
  async (viewer: Principal, id: string): Promise<BudgetState> => {
    await caughtUp(deps)
    return stateOf(deps, await mustFindBudget(deps, viewer, id))
  }

/** Told to every gateway when it returns; what the scope spent in this period before counts. */
export const createBudget =
  (deps: LimitDeps) =>
  async (by: Principal, { scope: asked, ...terms }: NewBudget): Promise<BudgetState> => {
    const scope = await checkScope(deps, asked)
    mustGovern(by, scope)
    await caughtUp(deps)
    const now = deps.clock.now()
    const budget: Budget = { id: deps.newIds.uuid(), scope, ...terms, createdAt: now, modifiedAt: now }
    await deps.store.budgets.put(budget)
    await deps.limits.changed(budget)
    deps.audit('budget created', { budgetId: budget.id, scope, ...terms, by: by.id })
    return stateOf(deps, budget)
  }

/** What was spent goes on counting. */
export const changeBudget =
  (deps: LimitDeps) =>
  async (by: Principal, id: string, { amount, thresholds, block }: BudgetChange): Promise<BudgetState> => {
    const before = await mustFindBudget(deps, by, id)
    mustGovern(by, before.scope)
    const budget: Budget = {
      ...before,
      amount: amount ?? before.amount,
      thresholds: thresholds ?? before.thresholds,
      block: block ?? before.block,
      modifiedAt: deps.clock.now(),
    }
    await deps.store.budgets.put(budget)
    await deps.limits.changed(budget)
    deps.audit('budget changed', { budgetId: id, amount: budget.amount, block: budget.block, by: by.id })
    return stateOf(deps, budget)
  }

export const removeBudget =
  (deps: LimitDeps) =>
  async (by: Principal, id: string): Promise<Pick<Budget, 'scope'>> => {
    const { scope } = await mustFindBudget(deps, by, id)
    mustGovern(by, scope)
    await deps.store.budgets.remove(id)
    await deps.limits.changed(null)
    deps.audit('budget removed', { budgetId: id, by: by.id })
    return { scope }
  }

const stateOf = async ({ store, clock }: Pick<LimitDeps, 'store' | 'clock'>, budget: Budget): Promise<BudgetState> => {
  const period = periodAt(budget.period, budget.timezone, clock.now())
  const spent = await store.budgets.spent(budget, period.start)
  return { budget, period, spent, reached: reachedThresholds(budget, Number(spent)) }
}

const mustFindBudget = async ({ store }: Pick<LimitDeps, 'store'>, viewer: Principal, id: string): Promise<Budget> => {
  const budget = await store.budgets.get(id)
  if (budget && maySeeScope(viewer, budget.scope)) return budget
  throw new Failure('not_found', `there is no budget ${id}`, { target: 'id' })
}
