import type { CatalogModel, CatalogVersion } from '../domain/catalog.ts'
import type { DeploymentType, UpgradePolicy } from '../domain/terms.ts'
import { shareOf } from './choose-side.ts'
import { latestOf, stageOf } from './model-version.ts'

/** What is known of a deployment that may have to go on to another version of its model. */
export type UpgradeFacts = {
  /** null: its configuration alone says; `latest` follows the catalog, a named version stays. */
  readonly policy: UpgradePolicy | null
  /** Of its terms; null: nothing was said of them. */
  readonly type: DeploymentType | null
  /** With its versions as they are in the catalog. */
  readonly model: CatalogModel
  /** As configured: a name, or `latest`. */
  readonly wanted: string
  /** Epoch ms at which it took this version. A default that was there before was not wanted. */
  readonly since: number
  /** Versions that it went on to by itself before, and that somebody took it back from. */
  readonly left: readonly string[]
  /** Says where in the window its turn comes. */
  readonly deploymentId: string
  /** A new default is taken within so many ms of its day, not by all deployments at once; 0: at once. */
  readonly windowMs: number
}

export type UpgradeStep =
  | { readonly kind: 'stay' }
  /** `default`: another version is the default now; `retirement`: its own has ended; `pin`: the one that it serves becomes its own. */
  | { readonly kind: 'upgrade'; readonly to: string; readonly why: 'default' | 'retirement' | 'pin' }
  /** Its version has ended and nothing takes its place: calls are refused. */
  | { readonly kind: 'disable' }

/** Types that go on by themselves; what is provisioned, or runs here, is changed by whoever runs it. */
const upgradable: ReadonlySet<DeploymentType | null> = new Set(['standard', 'serverless', null])

/** What is to become of its version now. */
export function upgradeNow(facts: UpgradeFacts, now: number): UpgradeStep {
  const { policy, model, wanted } = facts
  const follows = isFollowing(wanted)
  const standard = latestOf(model, now)
  if (follows && standard && policy !== null && policy !== 'OnceNewDefaultVersionAvailable' && isLiving(standard, now))
    return { kind: 'upgrade', to: standard.name, why: 'pin' }
  const current = follows ? standard : model.versions.find(({ name }) => name === wanted)
  if (!current) return { kind: 'stay' }
  const next = standard && standard !== current && isLiving(standard, now) ? standard : null
  const moves = !follows && upgradable.has(facts.type) && policy !== null && policy !== 'NoAutoUpgrade'
  if (!isLiving(current, now)) return moves && next ? { kind: 'upgrade', to: next.name, why: 'retirement' } : { kind: 'disable' }
  if (!moves || policy !== 'OnceNewDefaultVersionAvailable' || !next) return { kind: 'stay' }
  return isDue(facts, next, now) ? { kind: 'upgrade', to: next.name, why: 'default' } : { kind: 'stay' }
}

/** The next thing that becomes of it by itself, after `now`, as the catalog is today; null: nothing. */
export function nextUpgrade(
  facts: UpgradeFacts,
  now: number,
): { readonly at: number; readonly step: Exclude<UpgradeStep, { kind: 'stay' }> } | null {
  const { model, wanted, policy } = facts
  const instants = model.versions.flatMap((version) => [
    ...daysOf(version),
    ...(version.latestFrom === null ? [] : [dueAt(facts, version)]),
  ])
  const present = latestOf(model, now)
  for (const at of instants.filter((each) => each > now).sort((one, other) => one - other)) {
    const step = upgradeNow(facts, at)
    if (step.kind !== 'stay') return { at, step }
    const latest = latestOf(model, at)
    // What follows the catalog goes on without a word of anybody.
    if (isFollowing(wanted) && latest && latest !== present && (policy === null || policy === 'OnceNewDefaultVersionAvailable'))
      return { at, step: { kind: 'upgrade', to: latest.name, why: 'default' } }
  }
  return null
}

/** As configured: whatever the catalog says is the latest. */
export const isFollowing = (wanted: string): boolean => wanted === '' || wanted === 'latest'

const isLiving = (version: CatalogVersion, now: number): boolean => stageOf(version, now) !== 'retired'

function isDue(facts: UpgradeFacts, next: CatalogVersion, now: number): boolean {
  if (next.latestFrom === null || facts.left.includes(next.name)) return false
  return startOf(next.latestFrom) > facts.since && now >= dueAt(facts, next)
}

/** Its turn within the window that begins with the version's day. */
const dueAt = ({ deploymentId, windowMs, model }: UpgradeFacts, { latestFrom, name }: CatalogVersion): number =>
  startOf(latestFrom ?? '') + Math.floor(shareOf(`${deploymentId} ${model.model} ${name}`) * windowMs)

const daysOf = ({ latestFrom, retirementDate }: CatalogVersion): number[] =>
  [latestFrom, retirementDate].filter((day) => day !== null).map(startOf)

const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)
