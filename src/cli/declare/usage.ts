import type { Command } from 'commander'
import type { UsageOptions } from '../commands/usage.ts'
import type { WithSession } from '../with-session.ts'

const load = () => import('../commands/usage.ts')

export function declareUsage(program: Command, withSession: WithSession): void {
  program
    .command('usage')
    .description('calls, tokens and cost')
    .option('--since <duration>', 'from how long ago: 12h, 7d, …', '7d')
    .option('--interval <interval>', 'minute, hour, day or month', 'day')
    .option(
      '--by <columns>',
      'with commas: resourceGroup, deployment, executable, model, modelVersion, apiKey, deploymentType, kind',
    )
    .option('--timezone <name>', 'where days begin: Europe/Berlin (default: UTC)')
    .action(withSession(async (session, _, options: UsageOptions) => (await load()).usage(session, options)))
}
