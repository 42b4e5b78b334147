import type { Command } from 'commander'
import type { ScaleOptions } from '../commands/scale.ts'
import type { WithSession } from '../with-session.ts'
import { collect } from './collect.ts'

export function declareScale(deployments: Command, withSession: WithSession): void {
  deployments
    .command('scale <deployment> [instances]')
    .description('say how many instances a deployment may have; nothing is restarted. Without options: how it is')
    .option('--min <n>', 'always up; 0: none while nobody calls')
    .option('--max <n>', 'at most')
    .option('--metric <name>', 'what counts: concurrency (calls at one time), or rps (calls a second)')
    .option('--target <n>', 'what one instance is meant to carry of it; default: the usual')
    .option('--utilization <share>', 'share of the target at which another one is started')
    .option('--window <duration>', 'load is averaged over so long')
    .option('--delay <duration>', 'load must be lower for so long before one goes')
    .option('--retention <duration>', 'the last one stays so long beyond the window')
    .option('--queue-depth <n>', 'calls that may wait for a place; default: 1000')
    .option(
      '--schedule <cron=n[..m][@zone]>',
      'other bounds from certain times on, such as "0 7 * * 1-5=2..4@Europe/Berlin"; may be repeated',
      collect,
      [],
    )
    .option('--no-schedules', 'the same bounds at all times again')
    .option('--component <name>', 'predictor or transformer', 'predictor')
    .action(
      withSession(async (session, [deployment = '', instances], options: ScaleOptions) =>
        (await import('../commands/scale.ts')).scale(session, deployment, instances, options),
      ),
    )
}
