import { Counter, Gauge, type Registry } from 'prom-client'
import type { Instance } from '../domain/instance.ts'

const labelNames = ['deployment', 'component', 'instance'] as const

/** What each instance takes, and what it may take at most. Those that have ended are told no more. */
export function makeInstanceMetrics(registry: Registry, instances: () => Promise<readonly Instance[]>): void {
  new Counter({
    name: 'lectern_instance_cpu_seconds_total',
    help: 'Processor time of an instance, all its processes',
    labelNames,
    registers: [registry],
    async collect() {
      this.reset()
      for (const each of await live(instances)) if (each.used) this.inc(labelsOf(each), each.used.cpuSeconds)
    },
  })
  gauge('lectern_instance_memory_bytes', 'Memory of an instance, all its processes', ({ used }) => used?.memoryBytes)
  gauge('lectern_instance_memory_limit_bytes', 'Memory that an instance may take, where it is limited', ({ resources }) => {
    const limit = resources?.limits.memoryMb ?? null
    return limit === null ? undefined : limit * 1024 * 1024
  })
  gauge('lectern_instance_cpu_limit_cores', 'Cores that an instance gets at most, where they are limited', ({ resources }) => {
    return resources?.limits.cores ?? undefined
  })

  function gauge(name: string, help: string, amountOf: (instance: Instance) => number | undefined): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        this.reset()
        for (const each of await live(instances)) {
          const value = amountOf(each)
          if (value !== undefined) this.set(labelsOf(each), value)
        }
      },
    })
  }
}

const live = async (instances: () => Promise<readonly Instance[]>): Promise<readonly Instance[]> =>
  (await instances()).filter(({ phase }) => phase !== 'exited')

const labelsOf = ({ id, deploymentId, component = 'predictor' }: Instance) => ({
  deployment: deploymentId,
  component,
  instance: id,
})
