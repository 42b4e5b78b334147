import { Gauge, Histogram, type Registry } from 'prom-client'
import type { Instance } from '../domain/instance.ts'
import type { ScaledComponent } from '../domain/scaling.ts'

export type ScaleFacts = {
  /** Of deployments for which a number of instances was set. */
  readonly scaled: () => Promise<
    readonly {
      readonly deployment: string
      readonly name: string
      readonly resourceGroup: string
      readonly component: ScaledComponent
      readonly wanted: number
      readonly running: number
    }[]
  >
}

const labelNames = ['deployment', 'name', 'resource_group', 'component'] as const

/** Answers what is to be told of all instances whenever one changed. */
export function makeScaleMetrics(registry: Registry, facts: ScaleFacts): (instances: readonly Instance[]) => void {
  const gauge = (name: string, help: string, what: 'wanted' | 'running'): void => {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        this.reset()
        for (const each of await facts.scaled()) {
          const { deployment, name: called, resourceGroup, component } = each
          this.set({ deployment, name: called, resource_group: resourceGroup, component }, each[what])
        }
      },
    })
  }
  gauge('lectern_instances_wanted', 'Instances wanted, of deployments for which their number was set', 'wanted')
  gauge('lectern_instances_running', 'Instances that calls may go to, of deployments for which their number was set', 'running')
  const starts = new Histogram({
    name: 'lectern_instance_start_seconds',
    help: 'From the start of an instance until it was ready',
    labelNames: ['component'],
    buckets: [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 2, 5, 10, 30, 60, 300],
    registers: [registry],
  })

  let known: Set<string> | null = null
  return (instances) => {
    const ready = instances.filter(({ readyAt }) => readyAt !== null)
    for (const { id, component = 'predictor', startedAt, readyAt } of ready) {
      // What was ready before we looked for the first time was counted then.
      if (known && !known.has(id)) starts.observe({ component }, ((readyAt ?? startedAt) - startedAt) / 1_000)
    }
    known = new Set(ready.map(({ id }) => id))
  }
}
