import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import type { Deployment } from '../../../domain/deployment.ts'
import { Failure } from '../../../domain/failure.ts'
import { underWay } from '../../../domain/rollout.ts'
import { inArmWords } from '../errors.ts'
import { arrange } from './arrange.ts'
import type { EndpointRecord } from './endpoint-records.ts'

/** Percent by name. */
export type Shares = Readonly<Record<string, number>>

/** How calls are divided among an endpoint's deployments, and who gets copies, as it is now. */
export function trafficOf(record: EndpointRecord, deployment: Deployment): { readonly traffic: Shares; readonly mirror: Shares } {
  const named = namesIn(record)
  const shares = (of: readonly (readonly [string, number])[]): Shares =>
    Object.fromEntries(of.flatMap(([id, percent]) => (named.has(id) ? [[named.get(id) ?? '', percent]] : [])))
  const { configurationId, spread } = deployment
  const rollout = underWay(deployment)
  const copies = rollout !== null && rollout.strategy !== 'canary'
  const mirror = copies ? shares([[rollout.configurationId, rollout.percent]]) : {}
  if (deployment.terms?.paused) return { traffic: {}, mirror }
  if (spread) {
    const sum = spread.targets.reduce((all, { weight }) => all + weight, 0)
    return {
      traffic: shares(spread.targets.map((each) => [each.configurationId, Math.round((each.weight / sum) * 100)])),
      mirror,
    }
  }
  const percent = rollout && !copies ? rollout.percent : 0
  const traffic = shares([[configurationId, 100 - percent], ...(rollout ? [[rollout.configurationId, percent] as const] : [])])
  return { traffic, mirror }
}

/** Deployments' names by configuration. */
export const namesIn = ({ deployments }: EndpointRecord): ReadonlyMap<string, string> =>
  new Map(Object.entries(deployments).map(([name, { configurationId }]) => [configurationId, name]))

type Verbs = Parameters<typeof arrange>[0] & Pick<Platform, 'pauseDeployment' | 'resumeDeployment'>

/** Divides calls as it is said. Without any share nobody is to answer: the endpoint is paused. Throws `Failure('invalid')`. */
export async function divide(
  platform: Verbs,
  caller: Caller,
  record: EndpointRecord & { readonly deploymentId: string },
  traffic: Shares,
  mirror: Shares,
): Promise<void> {
  const { deploymentId: id } = record
  mustKnow(record, traffic, 'properties.traffic')
  mustKnow(record, mirror, 'properties.mirrorTraffic')
  const sum = Object.values(traffic).reduce((all, each) => all + each, 0)
  if (sum !== 0 && sum !== 100) refuse('properties.traffic', `is ${sum} together; shares must be 100 together, or 0`)
  const copies = Object.entries(mirror).filter(([, percent]) => percent > 0)
  const [copied] = copies
  if (copies.length > 1) refuse('properties.mirrorTraffic', 'names more than one deployment; copies go to one')
  if (copied) mustMirror(record, traffic, copied)
  if (sum === 0) {
    await inArmWords(() => platform.pauseDeployment(caller, id))
    return
  }
  await arrange(platform, caller, record, traffic, copied ?? null, null)
  await inArmWords(() => platform.resumeDeployment(caller, id))
}

function mustMirror(record: EndpointRecord, traffic: Shares, [name, percent]: readonly [string, number]): void {
  const field = 'properties.mirrorTraffic'
  if (percent > 50) refuse(field, `is ${percent} for '${name}'; at most 50 % of the calls are copied`)
  if ((traffic[name] ?? 0) > 0) refuse(field, `'${name}' takes calls itself; copies go to one that takes none`)
  if (!Object.values(traffic).includes(100)) refuse(field, 'is possible where one deployment takes all calls')
  if (Object.keys(record.deployments).length > 2)
    refuse(field, 'is possible where there are two deployments: delete those that neither answer nor get copies')
}

function mustKnow(record: EndpointRecord, shares: Shares, field: string): void {
  const unknown = Object.keys(shares).find((name) => !Object.hasOwn(record.deployments, name))
  if (unknown === undefined) return
  const names = Object.keys(record.deployments).join(', ') || 'none yet'
  refuse(field, `names '${unknown.slice(0, 80)}', which is no deployment of this endpoint; there are ${names}`)
}

function refuse(target: string, trouble: string): never {
  throw new Failure('invalid', `${target} ${trouble}`, { code: 'InvalidResourceProperties', target })
}
