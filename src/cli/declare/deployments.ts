import type { Command } from 'commander'
import type { Template } from '../commands/configurations.ts'
import type { CreateOptions, RemoveOptions, UpdateOptions, WaitOptions } from '../commands/deployments.ts'
import type { RunOptions } from '../commands/run.ts'
import type { WithSession } from '../with-session.ts'
import { collect } from './collect.ts'
import { declareLogs } from './logs.ts'
import { declareMetrics } from './metrics.ts'
import { declareRollouts } from './rollouts.ts'
import { declareScale } from './scale.ts'
import { declareDeploymentTerms, withTerms } from './terms.ts'
import { declareDryRuns } from './upkeep.ts'
import { declareWait } from './wait.ts'

const load = () => import('../commands/deployments.ts')
const loadConfigurations = () => import('../commands/configurations.ts')

export function declareDeployments(program: Command, withSession: WithSession): void {
  const deployments = program.command('deployments').alias('d').description('deployed models')
  deployments
    .command('ls')
    .alias('list')
    .description('list deployments')
    .action(withSession(async (session) => (await load()).list(session)))
  deployments
    .command('get <deployment>')
    .description('show a deployment, by name or id')
    .action(withSession(async (session, [deployment = '']) => (await load()).get(session, deployment)))
  withTerms(withTargets(withTemplate(deployments.command('create [name]'))))
    .description('deploy a configuration, or a model by what the other options say')
    .option('--configuration <id>', 'an existing configuration')
    .option('--ttl <duration>', 'stop and delete after 10m, 24h, 7d, …')
    .option('--dry-run', 'make nothing, only tell what it would be, or why not')
    .option('--wait', 'until it runs')
    .option('--timeout <duration>', 'longest wait', '10m')
    .action(withSession(async (session, [name], options: CreateOptions) => (await load()).create(session, name, options)))
  withTargets(deployments.command('update <deployment>'))
    .description('change what a deployment answers with; it keeps its id and address, and serves meanwhile')
    .option('--configuration <id>', 'another configuration of the same executable')
    .option('--single', 'its own configuration alone again')
    .option('--wait', 'until it runs')
    .option('--timeout <duration>', 'longest wait', '10m')
    .action(
      withSession(async (session, [deployment = ''], options: UpdateOptions) =>
        (await load()).update(session, deployment, options),
      ),
    )
  for (const [verb, words] of [
    ['stop', 'stop a deployment; it keeps its id and address'],
    ['start', 'start a stopped deployment again'],
  ] as const) {
    deployments
      .command(`${verb} <deployment>`)
      .description(words)
      .option('--wait', 'until it has')
      .option('--timeout <duration>', 'longest wait', '10m')
      .action(
        withSession(async (session, [deployment = ''], options: WaitOptions) =>
          (await load())[verb](session, deployment, options),
        ),
      )
  }
  deployments
    .command('rm <deployment>')
    .description('delete a deployment')
    .option('--stop', 'stop it first where it runs')
    .option('--timeout <duration>', 'longest wait for the stop', '2m')
    .action(
      withSession(async (session, [deployment = ''], options: RemoveOptions) =>
        (await load()).remove(session, deployment, options),
      ),
    )
  declareLogs(deployments, withSession)
  deployments
    .command('openapi <deployment>')
    .description('describe the calls of an own model as an OpenAPI document')
    .action(withSession(async (session, [deployment = '']) => (await load()).openapi(session, deployment)))
  declareWait(deployments, withSession)

  declareMetrics(deployments, withSession)
  declareScale(deployments, withSession)
  declareDeploymentTerms(deployments, withSession)
  declareRollouts(deployments, withSession)
  declareDryRuns(deployments, withSession)

  program
    .command('run <deployment> [prompt...]')
    .description('talk to a deployment: one prompt, or a conversation where none is given; or have it predict, with --input')
    .option('--system <text>', 'what the model is told first')
    .option('--max-tokens <n>', 'longest answer')
    .option('--temperature <n>', 'how freely it speaks')
    .option('--input <json>', 'what a model that does not chat is given: JSON, @file, or - for standard input')
    .action(
      withSession(async (session, [deployment = '', ...prompt], options: RunOptions) =>
        (await import('../commands/run.ts')).run(session, deployment, prompt.join(' '), options),
      ),
    )

  const configurations = program.command('configurations').alias('c').description('executables with their parameters filled in')
  configurations
    .command('ls')
    .alias('list')
    .description('list configurations')
    .action(withSession(async (session) => (await loadConfigurations()).list(session)))
  withTemplate(configurations.command('create <name>'))
    .description('create a configuration')
    .action(
      withSession(async (session, [name = ''], options: Template) => (await loadConfigurations()).create(session, name, options)),
    )
}

const withTargets = (command: Command): Command =>
  command
    .option('--target <id=weight>', 'one of several configurations that answer, with its weight; may be repeated', collect, [])
    .option('--strategy <name>', 'weighted: by chance; ordered: the first that is not in trouble')
    .option('--on-hangup <policy>', 'when a caller leaves: abort, or drain to know what was used')

const withTemplate = (command: Command): Command =>
  command
    .option('--executable <id>', 'provider or runtime, such as azure-openai or llama-cpp')
    .option('--model <name>', 'parameter modelName')
    .option('--model-version <version>', 'parameter modelVersion')
    .option('--connection <name>', 'parameter connection')
    .option('--param <key=value>', 'any parameter; may be repeated', collect, [])
    .option('--artifact <key=id>', 'artifact bound to an input; may be repeated', collect, [])
    .option('--scenario <id>', 'scenario of the executable (default: the one it is in)')
