import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import type { Deployment } from '../../../domain/deployment.ts'
import { underWay } from '../../../domain/rollout.ts'
import { inArmWords } from '../errors.ts'
import type { EndpointRecord } from './endpoint-records.ts'

type Verbs = Pick<Platform, 'redeploy' | 'changeRollout' | 'promoteRollout' | 'getDeployment'>

type Part = { readonly name: string; readonly configurationId: string; readonly share: number }

/** Calls with this header go to the deployment that it names. */
const pinHeader = 'azureml-model-deployment'

/** Nobody asked for a watch over who answers worse: shares are what they were said to be. */
const never = { errorPercent: 100, minCalls: 1_000_000, deaths: 1_000_000 }

/**
 * Has an endpoint's deployments stand as the record says. One is its deployment's configuration; a second one comes up beside it as a
 * rollout, so that calls can ask for either by header, and copies be made; more than two are targets with weights.
 * `main`: which of them was the deployment's own until now, where that has become another configuration; null: none has.
 */
export async function arrange(
  platform: Verbs,
  caller: Caller,
  record: EndpointRecord & { readonly deploymentId: string },
  shares: Readonly<Record<string, number>>,
  copied: readonly [name: string, percent: number] | null,
  main: string | null,
): Promise<void> {
  const { deployment } = await platform.getDeployment(caller, record.deploymentId)
  const parts = Object.entries(record.deployments).map(([name, { configurationId }]) => ({
    name,
    configurationId,
    share: shares[name] ?? 0,
  }))
  const own =
    parts.find(({ configurationId }) => configurationId === deployment.configurationId) ??
    parts.find(({ name }) => name === main) ??
    parts[0]
  if (!own) throw new Error(`endpoint of deployment ${record.deploymentId} has nothing to arrange`)
  const others = parts.filter((each) => each !== own)
  const [other] = others
  const open = underWay(deployment)
  const goesOn = others.length === 1 && open?.configurationId === other?.configurationId
  if (open && !goesOn && open.configurationId !== own.configurationId)
    await inArmWords(() => platform.changeRollout(caller, deployment.id, { rollout: null }))
  if (!other) return alone(platform, caller, deployment.id, own)
  if (others.length > 1) return several(platform, caller, deployment.id, own, parts)
  if (copied?.[0] === own.name)
    return beside(platform, caller, await swapped(platform, caller, deployment, other), other, own, copied)
  return beside(platform, caller, deployment.id, own, other, copied)
}

async function alone(platform: Verbs, caller: Caller, id: string, { configurationId }: Part): Promise<void> {
  await inArmWords(() => platform.redeploy(caller, id, { configurationId, targets: null }))
}

async function several(platform: Verbs, caller: Caller, id: string, own: Part, parts: readonly Part[]): Promise<void> {
  const nobody = parts.every(({ share }) => share === 0)
  // Of an endpoint without traffic, which is paused, one has to be said to serve.
  const targets = parts.map((each) => ({
    configurationId: each.configurationId,
    weight: nobody ? Number(each === own) : each.share,
  }))
  await inArmWords(() => platform.redeploy(caller, id, { configurationId: own.configurationId, targets }))
}

async function beside(
  platform: Verbs,
  caller: Caller,
  id: string,
  own: Part,
  other: Part,
  copied: readonly [name: string, percent: number] | null,
): Promise<void> {
  await inArmWords(() => platform.redeploy(caller, id, { configurationId: own.configurationId, targets: null }))
  const { deployment } = await platform.getDeployment(caller, id)
  // A rollout begins beside what runs; until it does, both are targets.
  if (deployment.status !== 'RUNNING' && !copied) return several(platform, caller, id, own, [own, other])
  const header = { name: pinHeader, value: other.name, other: own.name }
  const rollout = copied
    ? ({ strategy: 'mirror', percent: copied[1], failOn: never } as const)
    : ({ strategy: 'canary', percent: other.share, header, failOn: never } as const)
  await inArmWords(() => platform.changeRollout(caller, id, { configurationId: other.configurationId, rollout }))
}

/** The other one becomes the deployment's own. */
async function swapped(platform: Verbs, caller: Caller, deployment: Deployment, other: Part): Promise<string> {
  if (underWay(deployment)) await inArmWords(() => platform.promoteRollout(caller, deployment.id))
  else await alone(platform, caller, deployment.id, other)
  return deployment.id
}
