import { policyOf, type ScaledComponent, scaledComponents } from '../domain/scaling.ts'
import type { Store } from '../store/store.ts'

export type InstanceCount = {
  readonly deployment: string
  readonly name: string
  readonly resourceGroup: string
  readonly component: ScaledComponent
  readonly wanted: number
  readonly running: number
}

/** Of deployments for which a number of instances was set, for metrics: how many are wanted, and how many run. */
export async function countInstances(store: Pick<Store, 'deployments'>): Promise<readonly InstanceCount[]> {
  return (await store.deployments.withScaling()).flatMap(({ id, name, resourceGroup, scaling, scaled, ...deployment }) =>
    scaledComponents.flatMap((component) => {
      if (!scaling?.[component]) return []
      const least = Math.max(1, policyOf(scaling, component).minInstances)
      const wanted = deployment.targetStatus === 'RUNNING' ? (scaled?.[component]?.instances ?? least) : 0
      return [{ deployment: id, name, resourceGroup, component, wanted, running: deployment.instancesRunning?.[component] ?? 0 }]
    }),
  )
}
