import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Instance } from '../domain/instance.ts'
import { makeInstanceMetrics } from './instance-metrics.ts'
import { makeScaleMetrics, type ScaleFacts } from './scale-metrics.ts'

export type ControlMetrics = {
  reconcileFailed(): void
  /** To be told of all instances whenever one changed. */
  saw(instances: readonly Instance[]): void
  /** Prometheus text. */
  render(): Promise<string>
}

export type ControlFacts = ScaleFacts & {
  readonly instances: () => Promise<readonly Instance[]>
  /** Deployments by status. */
  readonly deployments: () => Promise<Readonly<Record<string, number>>>
}

/** What the control process counts. It is asked once a scrape, so it may look things up. */
export function makeControlMetrics(facts: ControlFacts): ControlMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'lectern_control_' })
  const failures = new Counter({
    name: 'lectern_reconcile_failures_total',
    help: 'Reconciler turns that ended on an error',
    registers: [registry],
  })
  new Gauge({
    name: 'lectern_instances',
    help: 'Instances by phase',
    labelNames: ['phase'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const phase of ['starting', 'ready', 'stopping', 'exited']) this.set({ phase }, 0)
      for (const { phase } of await facts.instances()) this.inc({ phase })
    },
  })
  new Gauge({
    name: 'lectern_deployments',
    help: 'Deployments by status',
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const [status, count] of Object.entries(await facts.deployments())) this.set({ status }, count)
    },
  })
  makeInstanceMetrics(registry, facts.instances)
  const saw = makeScaleMetrics(registry, facts)
  return { reconcileFailed: () => failures.inc(), saw, render: () => registry.metrics() }
}
