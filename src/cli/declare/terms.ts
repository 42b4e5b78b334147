import { type Command, Option } from 'commander'
import type { TermsOptions } from '../commands/asked-terms.ts'
import type { CapacityOptions, ListOptions, SetOptions } from '../commands/pools.ts'
import type { DeployOptions, OfferOptions } from '../commands/terms.ts'
import type { WithSession } from '../with-session.ts'
import { collect } from './collect.ts'

const load = () => import('../commands/terms.ts')
const loadPools = () => import('../commands/pools.ts')

const types = ['standard', 'serverless', 'provisioned', 'managed-compute', 'batch', 'developer']
const residencies = ['regional', 'data-zone', 'global']
const residency = () => new Option('--residency <where>', 'where calls may be worked on').choices(residencies)

export const withTerms = (command: Command): Command =>
  command
    .addOption(new Option('--type <type>', 'how it is admitted and billed').choices(types))
    .addOption(residency())
    .option(
      '--capacity <units>',
      'thousands of tokens a minute (standard), throughput units (provisioned), instances (managed-compute)',
    )
    .option('--upgrade <policy>', "when it goes on to the model's next version; none: as its version says")
    .option('--spillover <deployment>', 'who answers what it refuses for want of capacity, by name or id; none: nobody')
    .addOption(new Option('--tier <tier>', 'of calls that do not ask for one').choices(['default', 'priority']))
    .option(
      '--rule <parameter=rule>',
      'what calls may say: temperature=0..1, max_tokens=..4096, reasoning_effort=low,medium, logit_bias=no, top_p=:0.9 (a default); may be repeated and replaces all before; none: no rules',
      collect,
      [],
    )

export function declareTerms(program: Command, withSession: WithSession): void {
  withTerms(program.command('deploy <model>'))
    .description('deploy a model of the catalog, of the registry or of a model file that is on the server, in one go')
    .option('--name <name>', 'of the deployment (default: made from the model)')
    .option('--model-version <version>', 'default: the latest')
    .option('--executable <id>', 'provider or runtime, where several have the model')
    .option('--connection <name>', 'account of the provider, where there are several')
    .option('--param <key=value>', 'any more parameter of the executable; may be repeated', collect, [])
    .option('--ttl <duration>', 'stop and delete after 10m, 24h, 7d, …')
    .option('--wait', 'until it runs')
    .option('--timeout <duration>', 'longest wait', '10m')
    .option('--estimate', 'make nothing, only tell what it would cost in a month; the same as --dry-run')
    .option('--dry-run', 'make nothing, only tell what it would cost in a month')
    .option('--requests <n>', 'dry run: calls a minute that are expected')
    .option('--tokens-in <n>', 'dry run: of one call')
    .option('--tokens-out <n>', 'dry run: of one call')
    .action(withSession(async (session, [model = ''], options: DeployOptions) => (await load()).deploy(session, model, options)))
  program
    .command('offers [model]')
    .description('list how a model can be deployed here, or all of them')
    .addOption(residency())
    .action(withSession(async (session, [model], options: OfferOptions) => (await load()).listOffers(session, model, options)))

  program
    .command('capacity <model>')
    .description('calculate how much capacity calls take')
    .addOption(new Option('--type <type>', 'of what').choices(['standard', 'provisioned']).default('provisioned'))
    .addOption(residency())
    .requiredOption('--requests <n>', 'a minute, at the busiest time')
    .requiredOption('--tokens-in <n>', 'of one call')
    .option('--cached <n>', "of these, from the provider's cache")
    .requiredOption('--tokens-out <n>', 'of one answer')
    .action(
      withSession(async (session, [model = ''], options: CapacityOptions) =>
        (await loadPools()).calculate(session, model, options),
      ),
    )

  const pools = program.command('pools').description('capacity that deployments of a group share')
  pools
    .command('ls', { isDefault: true })
    .alias('list')
    .description('list pools and what is left of them')
    .option('--in-group <id>', 'of this resource group (default: of all that you may enter)')
    .action(withSession(async (session, _, options: ListOptions) => (await loadPools()).listPools(session, options)))
  pools
    .command('set <type> <units>')
    .description('say how much there is: units, "none" for no limit, or "default" for the usual')
    .option('--model <name>', 'of this model (default: of each)')
    .option('--in-group <id>', 'for this resource group (default: for each)')
    .addOption(residency())
    .action(
      withSession(async (session, [type = '', units = ''], options: SetOptions) =>
        (await loadPools()).setPool(session, type, units, options),
      ),
    )
}

export function declareDeploymentTerms(deployments: Command, withSession: WithSession): void {
  withTerms(deployments.command('terms <deployment>'))
    .description('change how a deployment is admitted and billed; nothing is restarted. Without options: how it is')
    .action(
      withSession(async (session, [deployment = ''], options: TermsOptions) =>
        (await load()).changeTerms(session, deployment, options),
      ),
    )
  for (const [verb, words] of [
    ['pause', 'keep a deployment as it is, and answer its calls 423 until it is resumed'],
    ['resume', 'have calls of a paused deployment answered again'],
  ] as const)
    deployments
      .command(`${verb} <deployment>`)
      .description(words)
      .action(withSession(async (session, [deployment = '']) => (await load())[verb](session, deployment)))
}
