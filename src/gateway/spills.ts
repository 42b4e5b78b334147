import type { Route } from '../domain/route.ts'
import type { Exposition } from '../telemetry/exposition.ts'

/** Counts calls that went on to a second deployment. */
export type Spills = {
  /** `status`: what the first said. */
  saw(first: Route, to: string, status: number, result: 'answered' | 'failed'): void
  /** Forgets deployments that are gone. */
  keep(lives: (deploymentId: string) => boolean): void
  render(text: Exposition): void
}

type Count = { readonly labels: Readonly<Record<string, string>>; calls: number }

export function makeSpills(): Spills {
  const counts = new Map<string, Count>()
  return {
    saw({ deploymentId, name, resourceGroup }, to, status, result) {
      const labels = { deployment: deploymentId, name, resource_group: resourceGroup, to, status: String(status), result }
      const key = Object.values(labels).join(' ')
      const count = counts.get(key) ?? { labels, calls: 0 }
      count.calls += 1
      counts.set(key, count)
    },
    keep(lives) {
      for (const [key, { labels }] of counts) if (!lives(labels['deployment'] ?? '')) counts.delete(key)
    },
    render(text) {
      text.family(
        'counter',
        'lectern_spillover_total',
        'Calls that went on to a second deployment, by what the first said and whether the second answered.',
        [...counts.values()].map(({ labels, calls }) => [labels, calls] as const),
      )
    },
  }
}
