import type { Command } from 'commander'
import type { LimitOptions, PlanOptions } from '../commands/plans.ts'
import type { WithSession } from '../with-session.ts'

const load = () => import('../commands/plans.ts')

export function declarePlans(program: Command, withSession: WithSession): void {
  const plans = program.command('plans').description('resource plans: cores, memory and GPUs of an instance, by name')
  plans
    .command('ls')
    .alias('list')
    .description('list resource plans')
    .action(withSession(async (session) => (await load()).listPlans(session)))
  plans
    .command('set <name>')
    .description('add a resource plan, or change one')
    .requiredOption('--cores <number>', 'in steps of 0.001')
    .requiredOption('--memory <mb>', 'in MB')
    .option('--gpus <number>', 'whole GPUs (default: 0)')
    .option('--description <text>', 'for people')
    .action(withSession(async (session, [name = ''], options: PlanOptions) => (await load()).setPlan(session, name, options)))
  plans
    .command('rm <name>')
    .description('remove a resource plan')
    .action(withSession(async (session, [name = '']) => (await load()).removePlan(session, name)))
  plans
    .command('limits')
    .description('list how many instances there may be of plans, and how many there are')
    .action(withSession(async (session) => (await load()).listLimits(session)))
  plans
    .command('limit <name> <instances>')
    .description('limit the instances of a plan; "none" for no limit')
    .option('--in-group <id>', 'in this resource group (default: in all of them together)')
    .action(
      withSession(async (session, [name = '', most = ''], options: LimitOptions) =>
        (await load()).limitPlan(session, name, most, options),
      ),
    )
  program
    .command('resources')
    .description('what the machine has for instances, and what of it is free')
    .action(withSession(async (session) => (await load()).showResources(session)))
}
