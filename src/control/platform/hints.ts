import { type Anomaly, anomalyIn, comparedDays, type HintRules } from '../../decide/hints.ts'
import { piecesOf } from '../../decide/sum-pieces.ts'
import type { Money } from '../../domain/money.ts'
import type { Principal } from '../../domain/principal.ts'
import type { UsageSpan, UsageSums } from '../../store/store.ts'
import { caughtUp, type UsageDeps } from './usage.ts'

type About = { readonly resourceGroup: string; readonly deploymentId: string; readonly deploymentName: string }

/** Something that costs money for no good reason, maybe. Epoch ms. */
export type Hint = About &
  (
    | (Anomaly & { readonly kind: 'anomaly'; readonly currency: string; readonly start: number; readonly end: number })
    | {
        readonly kind: 'idle'
        /** No call since, at least. */
        readonly since: number
        /** What it has cost since then. */
        readonly costs: readonly Money[]
        readonly runningMs: bigint
        readonly unitMinutes: bigint
      }
  )

const hour = 3_600_000
const day = 86_400_000

/** Deployments whose last whole hour cost many times the usual, and those that cost money while nobody calls them. */
export const readHints =
  (deps: UsageDeps) =>
  async (viewer: Principal, rules: HintRules): Promise<readonly Hint[]> => {
    await caughtUp(deps)
    return [...(await anomalies(deps, viewer, rules)), ...(await idle(deps, viewer, rules))]
  }

async function anomalies(deps: UsageDeps, viewer: Principal, rules: HintRules): Promise<readonly Hint[]> {
  const now = deps.clock.now()
  const end = now - (now % hour)
  const start = end - hour
  const spans = Array.from({ length: comparedDays + 1 }, (_, at) => spanOf(start - at * day, end - at * day))
  const sums = await deps.store.usage.sumsOver(spans, { ...seenBy(viewer), by: ['resourceGroup', 'deploymentId', 'currency'] })
  const hints: Hint[] = []
  for (const now of sums) {
    const { currency = '', deploymentId = '' } = now.keys
    if (now.bucket !== start || currency === '') continue
    const before = sums.filter(
      ({ bucket, keys }) => bucket !== start && keys.deploymentId === deploymentId && keys.currency === currency,
    )
    const found = anomalyIn(
      now.sums.cost,
      before.map((each) => each.sums.cost),
      rules,
    )
    const about = found && (await aboutOf(deps, now))
    if (about) hints.push({ kind: 'anomaly', ...about, ...found, currency, start, end })
  }
  return hints
}

async function idle(deps: UsageDeps, viewer: Principal, { idleDays }: HintRules): Promise<readonly Hint[]> {
  const now = deps.clock.now()
  const until = now - (now % hour)
  const since = until - idleDays * day
  const query = { ...seenBy(viewer), by: ['resourceGroup', 'deploymentId', 'currency'] } as const
  const sums = await deps.store.usage.sumsOver([spanOf(since, until)], query)
  const byDeployment = new Map<string, UsageSums[]>()
  for (const each of sums) {
    const id = each.keys.deploymentId ?? ''
    byDeployment.set(id, [...(byDeployment.get(id) ?? []), each])
  }
  const hints: Hint[] = []
  for (const [id, rows] of byDeployment) {
    const total = (name: 'calls' | 'runningMs' | 'unitMinutes'): bigint =>
      rows.reduce((sum, { sums: each }) => sum + each[name], 0n)
    const [runningMs, unitMinutes] = [total('runningMs'), total('unitMinutes')]
    if (total('calls') > 0n || (runningMs === 0n && unitMinutes === 0n)) continue
    const deployment = await deps.store.deployments.byId(id)
    const [first] = rows
    // What is younger has not had the time.
    if (!deployment || !first || deployment.createdAt > since) continue
    const costs = rows.flatMap(({ keys, sums: { cost } }) => (keys.currency ? [{ currency: keys.currency, nano: cost }] : []))
    const about = { resourceGroup: deployment.resourceGroup, deploymentId: id, deploymentName: deployment.name }
    hints.push({ kind: 'idle', ...about, since, costs, runningMs, unitMinutes })
  }
  return hints
}

const spanOf = (start: number, end: number): UsageSpan => ({ start, pieces: piecesOf(start, end) })

const seenBy = ({ resourceGroups, deployments }: Principal) => ({ resourceGroups, deployments })

/** null: the deployment is gone, and so is the trouble. */
async function aboutOf({ store }: Pick<UsageDeps, 'store'>, { keys }: UsageSums): Promise<About | null> {
  const found = await store.deployments.byId(keys.deploymentId ?? '')
  return found && { resourceGroup: found.resourceGroup, deploymentId: found.id, deploymentName: found.name }
}
