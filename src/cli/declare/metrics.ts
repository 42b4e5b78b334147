import type { Command } from 'commander'
import type { InstancesOptions, MetricsOptions } from '../commands/metrics.ts'
import type { WithSession } from '../with-session.ts'

const load = () => import('../commands/metrics.ts')

export function declareMetrics(deployments: Command, withSession: WithSession): void {
  deployments
    .command('metrics <deployment>')
    .description('show how a deployment did: calls, errors, latencies, tokens, cost, instances')
    .option('--since <duration>', 'from so long ago', '24h')
    .option('--step <duration>', 'such as 1m, 5m, 1h or 1d (default: what suits)')
    .option('--metrics <names>', 'only these, with commas between them')
    .action(
      withSession(async (session, [deployment = ''], options: MetricsOptions) =>
        (await load()).metrics(session, deployment, options),
      ),
    )
  deployments
    .command('instances <deployment>')
    .description('list the instances of a deployment as they are now')
    .option('--timeline', 'what they were, and when')
    .option('--since <duration>', 'with --timeline: from so long ago', '24h')
    .action(
      withSession(async (session, [deployment = ''], options: InstancesOptions) =>
        (await load()).instances(session, deployment, options),
      ),
    )
}
