import { readFileSync } from 'node:fs'
import { type Argument, Command, Option } from 'commander'
import { declarations } from './declare/all.ts'
import { declareCompletion } from './declare/completion.ts'
import { declareUp } from './declare/up.ts'
import type { Scene } from './explain.ts'
import { inOneManner } from './manner.ts'
import { formats } from './output.ts'
import { makeWithSession } from './with-session.ts'
import { makeWithWorld } from './with-world.ts'
import type { World } from './world.ts'

/**
 * All commands. What they do is loaded when one of them runs, so that help comes at once. `told` hears which one that is, and which server
 * it asks.
 */
export async function makeProgram(
  world: World,
  args: readonly string[],
  told: (scene: Partial<Scene>) => void = () => {},
): Promise<Command> {
  const program = new Command('lectern')
    .description('Stand a model up, get an endpoint it speaks from.')
    .option('-g, --group <id>', 'resource group (LECTERN_GROUP; default: that of the context, else default)')
    .addOption(new Option('-o, --output <format>', 'how data is printed (LECTERN_OUTPUT; default: table)').choices(formats))
    .option('--json', 'the same as -o json; progress is one JSON object a line, on standard error')
    .option('-q, --quiet', 'no words beside the data; of objects only their names')
    .option('-y, --yes', 'ask nothing')
    .option('--context <name>', 'which server of "lectern context ls" (LECTERN_CONTEXT)')
    .option('--url <url>', 'address of the server (LECTERN_URL; default: that of the context, else http://127.0.0.1:8080)')
    .option('--data-dir <path>', "the data directory of this machine's server, for its key (LECTERN_DATA_DIR; default: ./data)")
    .option('--no-color', 'no colours (NO_COLOR; FORCE_COLOR for the contrary)')
    .version(versionOf(), '-V, --version')
    .configureHelp({
      showGlobalOptions: true,
      // Other words for the same are in the reference, and work.
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(inUsage)].join(' '),
    })
    .showHelpAfterError('(add --help for what is possible)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      getOutHelpWidth: () => widthOf(world.stdout),
      getErrHelpWidth: () => widthOf(world.stderr),
    })

  const [withSession, withWorld] = [makeWithSession(world, told), makeWithWorld(world, told)]
  await declareUp(program, world, args)
  for (const declare of declarations) declare(program, withSession, withWorld)
  declareCompletion(program, world)
  return inOneManner(program)
}

const inUsage = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}

const widthOf = ({ isTTY, columns }: World['stdout']): number => (isTTY && columns ? Math.min(columns, 120) : 120)

const versionOf = (): string => {
  const about: { readonly version?: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return about.version ?? 'unknown'
}
