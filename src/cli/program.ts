import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { declareAccess } from './declare/access.ts'
import { declareBatcher } from './declare/batcher.ts'
import { declareBatches } from './declare/batches.ts'
import { declareConnections } from './declare/connections.ts'
import { declareDeployments } from './declare/deployments.ts'
import { declareInferences } from './declare/inferences.ts'
import { declareLimits } from './declare/limits.ts'
import { declareModels } from './declare/models.ts'
import { declareMoney } from './declare/money.ts'
import { declarePlans } from './declare/plans.ts'
import { declareRegistry } from './declare/registry.ts'
import { declareSecrets } from './declare/secrets.ts'
import { declareTemplates } from './declare/templates.ts'
import { declareTerms } from './declare/terms.ts'
import { declareUp } from './declare/up.ts'
import { declareUpkeep } from './declare/upkeep.ts'
import { declareUsage } from './declare/usage.ts'
import { formats } from './output.ts'
import { type GlobalOptions, openSession } from './session.ts'
import type { WithSession } from './with-session.ts'
import type { World } from './world.ts'

/** All commands. What they do is loaded when one of them runs, so that help comes at once. */
export async function makeProgram(world: World, args: readonly string[]): Promise<Command> {
  const program = new Command('lectern')
    .description('Stand a model up, get an endpoint it speaks from.')
    .option('--url <url>', 'address of the server (LECTERN_URL; default: http://127.0.0.1:8080)')
    .option('-g, --group <id>', 'resource group (LECTERN_GROUP; default: default)')
    .addOption(new Option('-o, --output <format>', 'how data is printed (LECTERN_OUTPUT; default: table)').choices(formats))
    .option('--data-dir <path>', "the server's data directory, for its key (LECTERN_DATA_DIR; default: ./data)")
    .addHelpText('after', '\nThe credential is read from LECTERN_API_KEY, else from credentials/admin-key in the data directory.')
    .version(versionOf(), '-V, --version')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for what is possible)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => world.stdout.write(text), writeErr: (text) => world.stderr.write(text) })

  const withSession: WithSession =
    <Options extends object>(work: Parameters<typeof withSession<Options>>[0]) =>
    async (...given: unknown[]) => {
      const command = given.at(-1)
      if (!(command instanceof Command)) throw new Error('an action is called with its command last')
      const args = command.processedArgs.flat().filter((each) => typeof each === 'string')
      const options = command.optsWithGlobals<Options & GlobalOptions>()
      await work(await openSession(world, options), args, options)
    }

  await declareUp(program, args)
  declareDeployments(program, withSession)
  declareTerms(program, withSession)
  declareUpkeep(program, withSession)
  declareModels(program, withSession)
  declareRegistry(program, withSession)
  declareTemplates(program, withSession)
  declareConnections(program, withSession)
  declareSecrets(program, withSession)
  declareAccess(program, withSession)
  declareLimits(program, withSession)
  declarePlans(program, withSession)
  declareUsage(program, withSession)
  declareMoney(program, withSession)
  declareInferences(program, withSession)
  declareBatcher(program, withSession)
  declareBatches(program, withSession)
  return program
}

const versionOf = (): string => {
  const about: { readonly version?: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return about.version ?? 'unknown'
}
