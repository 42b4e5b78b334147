import type { Command } from 'commander'
import type { BatcherOptions } from '../commands/batcher.ts'
import type { WithSession } from '../with-session.ts'

const load = () => import('../commands/batcher.ts')

export function declareBatcher(program: Command, withSession: WithSession): void {
  const batcher = program.command('batcher').description('how calls of a deployment are put together for its model')
  batcher
    .command('get <deployment>')
    .description('show it')
    .action(withSession(async (session, [deployment = '']) => (await load()).getBatcher(session, deployment)))
  batcher
    .command('set <deployment>')
    .description('turn it on, or change it; what is not said stays')
    .option('--max-batch-size <n>', 'instances, or rows of tensors, in one batch')
    .option('--max-latency <ms>', 'ceiling for the time of a call with its batch')
    .option('--timeout <s>', 'when a call is given up')
    .option('--max-queue <n>', 'calls that wait at one instance')
    .option('--answers <shape>', 'plain or kserve')
    .option('--off', 'turn it off, and remember the rest')
    .action(
      withSession(async (session, [deployment = ''], options: BatcherOptions) =>
        (await load()).setBatcher(session, deployment, options),
      ),
    )
  batcher
    .command('rm <deployment>')
    .description('batch no more')
    .action(withSession(async (session, [deployment = '']) => (await load()).removeBatcher(session, deployment)))
}
