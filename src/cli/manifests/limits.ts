import { ApiError } from '../../client/api-error.ts'
import type { Budget, CallQuota, LimitScope, NewBudget, NewCallQuota } from '../../client/types.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'
import { type Kind, known, type Manifest, said, text } from './kind.ts'

const scopeFields = ['resourceGroup', 'executable', 'deployment', 'model', 'apiKey'] as const
const numbers = ['requestsPerMinute', 'tokensPerMinute', 'concurrent'] as const

/** A limit of calls is the one that counts what its scope says: there is one for each scope. */
export const quotaKind: Kind = {
  kind: 'Quota',
  fields: ['kind', 'scope', ...numbers],
  required: ['scope'],
  perGroup: false,
  titleOf: scopeInWords,
  find: async (session, document) => {
    const scope = await scopeOf(session, document).catch(nullIfMissing)
    if (!scope) return null
    const found = (await session.client.quotas.list()).resources.find((each) => isSameScope(each.scope, scope))
    return found ? { id: found.id, document: { ...quotaDocument(found), scope: document['scope'] } } : null
  },
  create: async (session, document) => {
    const body = { ...said(document, numbers), scope: await scopeOf(session, document) } satisfies NewCallQuota
    await session.client.quotas.create(body)
  },
  change: async ({ client }, { id }, document) => void (await client.quotas.change(id, said(document, numbers))),
  all: async (session) => {
    const { resources } = await session.client.quotas.list()
    return Promise.all(resources.map(async (each) => withNames(session, quotaDocument(each))))
  },
}

const budgetNumbers = ['amount', 'thresholds', 'block'] as const

/** A limit of money: one for each scope, period and currency. */
export const budgetKind: Kind = {
  kind: 'Budget',
  fields: ['kind', 'scope', 'period', 'currency', 'timezone', ...budgetNumbers],
  required: ['scope', 'amount', 'period'],
  perGroup: false,
  titleOf: (document) => `${scopeInWords(document)} ${text(document, 'period')}`,
  find: async (session, document) => {
    const scope = await scopeOf(session, document).catch(nullIfMissing)
    if (!scope) return null
    const currency = document['currency'] ?? 'USD'
    const found = (await session.client.budgets.list()).resources.find(
      (each) => each.period === document['period'] && each.currency === currency && isSameScope(each.scope, scope),
    )
    if (!found) return null
    // 25 is 25.00.
    const amount = Number(found.amount) === Number(document['amount']) ? document['amount'] : found.amount
    return { id: found.id, document: { ...budgetDocument(found), amount, scope: document['scope'] } }
  },
  create: async (session, document) => {
    const rest = said(document, ['period', 'currency', 'timezone', ...budgetNumbers]) as Omit<NewBudget, 'scope'>
    await session.client.budgets.create({ ...rest, amount: text(document, 'amount'), scope: await scopeOf(session, document) })
  },
  change: async ({ client }, { id }, document, differences) => {
    if (differences.some(({ field }) => field === 'timezone'))
      throw new UsageError(`timezone cannot be changed; delete it and apply again`)
    await client.budgets.change(id, { ...said(document, budgetNumbers), amount: text(document, 'amount') })
  },
  all: async (session) => {
    const { resources } = await session.client.budgets.list()
    return Promise.all(resources.map(async (each) => withNames(session, budgetDocument(each))))
  },
}

const quotaDocument = ({ scope, requestsPerMinute, tokensPerMinute, concurrent }: CallQuota): Manifest => ({
  kind: 'Quota',
  scope: known(scope),
  ...known({ requestsPerMinute, tokensPerMinute, concurrent }),
})

const budgetDocument = ({ scope, amount, currency, period, timezone, thresholds, block }: Budget): Manifest => ({
  kind: 'Budget',
  scope: known(scope),
  ...{ amount, currency, period, ...(timezone === undefined ? {} : { timezone }), thresholds, block },
})

function scopeInWords(document: Manifest): string {
  const scope = Object.entries((document['scope'] ?? {}) as Partial<LimitScope>)
  return scope.map(([field, value]) => `${field}=${value}`).join(' ') || 'everything'
}

const isSameScope = (one: Partial<LimitScope>, other: Partial<LimitScope>): boolean =>
  scopeFields.every((field) => (one[field] ?? null) === (other[field] ?? null))

/** A document names a deployment, the API takes its id. */
async function scopeOf(session: Session, document: Manifest): Promise<Partial<LimitScope>> {
  const scope = (document['scope'] ?? {}) as Partial<LimitScope>
  const [unknown] = Object.keys(scope).filter((field) => !scopeFields.some((each) => each === field))
  if (unknown !== undefined) throw new UsageError(`scope.${unknown} is not known; there are: ${scopeFields.join(', ')}`)
  if (!scope.deployment || isId(scope.deployment)) return scope
  const { resources } = await session.client.deployments.list(scope.resourceGroup ?? undefined)
  const found = resources.find((each) => each.name === scope.deployment)
  if (!found) throw new Missing(`scope.deployment: there is no deployment "${scope.deployment}"`)
  return { ...scope, deployment: found.id }
}

/** What it is for is not there, so neither is it: it may be made by the same documents. */
class Missing extends UsageError {}
const nullIfMissing = (error: unknown): null => {
  if (error instanceof Missing || (error instanceof ApiError && error.status === 404)) return null
  throw error
}

/** Where the name of its deployment is known, it stands for the id: that is another one elsewhere. */
async function withNames(session: Session, document: Manifest): Promise<Manifest> {
  const scope = document['scope'] as Partial<LimitScope>
  if (!scope.deployment) return document
  const { resources } = await session.client.deployments.list(scope.resourceGroup ?? undefined).catch(() => ({ resources: [] }))
  const name = resources.find((each) => each.id === scope.deployment)?.name
  return name === undefined ? document : { ...document, scope: { ...scope, deployment: name } }
}

const isId = (text: string): boolean => /^d[0-9a-f]{15}$/.test(text)
