import { type Lifecycle, lifecycleOf, livingReplacements, resolveVersion } from '../../decide/model-version.ts'
import { nextUpgrade, upgradeNow } from '../../decide/upgrade.ts'
import type { CatalogModel } from '../../domain/catalog.ts'
import { configurationsOf, type Deployment } from '../../domain/deployment.ts'
import { mayTouch } from '../../domain/principal.ts'
import type { UpgradePolicy } from '../../domain/terms.ts'
import type { Catalog } from '../catalog/load-catalog.ts'
import type { ControlDeps } from '../deps.ts'
import { type UpgradeFactDeps, upgradeFacts } from '../upgrades.ts'
import type { Caller } from './caller.ts'

export type RetirementDeps = UpgradeFactDeps &
  Pick<ControlDeps, 'store' | 'clock'> & { readonly catalog: Pick<Catalog, 'find' | 'models'> }

/** A deployment's model version, and what becomes of it. Days as `2026-11-20`, times as epoch ms. */
export type Retirement = {
  readonly deployment: Pick<Deployment, 'id' | 'name' | 'resourceGroup'>
  readonly configurationId: string
  readonly model: string
  /** In force. */
  readonly modelVersion: string
  readonly lifecycle: Lifecycle
  readonly policy: UpgradePolicy | null
  readonly retirementDate: string | null
  /** Not before that day, as its provider says. */
  readonly retirementNotBefore: string | null
  readonly replacements: readonly string[]
  /** What happens next by itself; `disabled`: calls are refused from then on. null: nothing is known of. */
  readonly next: { readonly at: number; readonly action: 'upgrade' | 'disabled'; readonly to: string | null } | null
}

/** Of deployments whose model version changes, ends, or has ended; what happens first comes first. */
export const listRetirements =
  (deps: RetirementDeps) =>
  async ({ principal, resourceGroup }: Caller): Promise<readonly Retirement[]> => {
    const { items } = await deps.store.deployments.list(resourceGroup, {})
    const seen = items.filter(({ id }) => mayTouch(principal, id))
    const rows = (await Promise.all(seen.map((each) => retirementsOf(deps, each)))).flat()
    return rows.sort((one, other) => firstOf(one) - firstOf(other))
  }

/** One for each of its configurations that something becomes of. */
export async function retirementsOf(deps: RetirementDeps, deployment: Deployment): Promise<readonly Retirement[]> {
  if (deployment.targetStatus === 'DELETED') return []
  const rows = await Promise.all(configurationsOf(deployment).map((id) => retirementOf(deps, deployment, id)))
  return rows.filter((row) => row !== null)
}

async function retirementOf(deps: RetirementDeps, deployment: Deployment, configurationId: string): Promise<Retirement | null> {
  const found = await upgradeFacts(deps, deployment, configurationId)
  if (!found) return null
  const { facts } = found
  const now = deps.clock.now()
  const resolution = resolveVersion(facts.model, facts.wanted, now)
  if (resolution.kind === 'unknown') return null
  const { version } = resolution
  const next = nextOf(facts, now)
  const { retirementDate, retirementNotBefore, suggestedReplacements } = version
  if (next === null && retirementDate === null && retirementNotBefore === null) return null
  return {
    deployment,
    configurationId,
    model: facts.model.model,
    modelVersion: version.name,
    lifecycle: lifecycleOf(version, now),
    policy: facts.policy,
    retirementDate,
    retirementNotBefore,
    replacements: livingReplacements(deps.catalog.models(), facts.model.executableId, suggestedReplacements, now),
    next: next ?? endOf(facts.model, version.name, now),
  }
}

function nextOf(facts: Parameters<typeof nextUpgrade>[0], now: number): Retirement['next'] {
  // What is due now happens at the next turn; what has ended stays so until somebody acts.
  const due = upgradeNow(facts, now)
  if (due.kind === 'upgrade' && due.why !== 'pin') return { at: now, action: 'upgrade', to: due.to }
  if (due.kind === 'disable') return null
  const next = nextUpgrade(due.kind === 'upgrade' ? { ...facts, wanted: due.to } : facts, now)
  if (!next) return null
  const { at, step } = next
  return step.kind === 'upgrade' ? { at, action: 'upgrade', to: step.to } : { at, action: 'disabled', to: null }
}

/** It has ended already. */
function endOf({ versions }: CatalogModel, name: string, now: number): Retirement['next'] {
  const day = versions.find((each) => each.name === name)?.retirementDate
  const at = day ? Date.parse(`${day}T00:00:00Z`) : null
  return at !== null && at <= now ? { at, action: 'disabled', to: null } : null
}

const firstOf = ({ next, retirementDate, retirementNotBefore }: Retirement): number =>
  next?.at ?? Date.parse(`${retirementDate ?? retirementNotBefore ?? '9999-12-31'}T00:00:00Z`)
