import { PassThrough } from 'node:stream'
import type { Argument, Command, Option } from 'commander'
import { examples } from './examples.ts'
import { makeProgram } from './program.ts'
import { pathOf } from './with-session.ts'

export type OptionDescription = {
  /** `-f, --follow`, `--since <duration>` */
  readonly flags: string
  readonly description: string
  /** Absent: none. */
  readonly default?: string
  /** Absent: anything. */
  readonly choices?: readonly string[]
  readonly required: boolean
}
export type ArgumentDescription = { readonly name: string; readonly required: boolean; readonly many: boolean }
export type CommandDescription = {
  /** `deployments create` */
  readonly path: string
  readonly description: string
  /** `lectern deployments create [options] [name]` */
  readonly usage: string
  /** Other words for its last word. */
  readonly aliases: readonly string[]
  /** What the help of `lectern` files its first word under. */
  readonly group: string
  readonly arguments: readonly ArgumentDescription[]
  readonly options: readonly OptionDescription[]
  /** Whole command lines. */
  readonly examples: readonly string[]
  /** Below it; a command that has some does nothing by itself. */
  readonly commands: readonly CommandDescription[]
}

/** The command line as data, for the reference: what `--help` of every command says. */
export async function describeCli(): Promise<readonly CommandDescription[]> {
  return (await silentProgram()).commands.filter(isShown).map((command) => describe(command, groupOf(command)))
}

/** The options that every command takes. */
export async function describeGlobalOptions(): Promise<readonly OptionDescription[]> {
  return (await silentProgram()).options.filter((each) => !each.hidden).map(describeOption)
}

/** As it is for `up`, whose options are there only when it is about them. */
const silentProgram = (): Promise<Command> => {
  const nowhere = new PassThrough()
  return makeProgram(
    {
      env: {},
      cwd: '/',
      stdin: nowhere,
      stdout: { write: () => true },
      stderr: nowhere,
      now: () => 0,
      sleep: async () => {},
      interrupted: new AbortController().signal,
    },
    ['up'],
  )
}

const isShown = (command: Command): boolean => command.name() !== 'complete'
const groupOf = (command: Command): string => command.helpGroup().replace(/:$/, '')

function describe(command: Command, group: string): CommandDescription {
  const path = pathOf(command)
  return {
    path,
    description: command.description(),
    usage: `lectern ${path} ${command.usage()}`.trim(),
    aliases: command.aliases(),
    group,
    arguments: command.registeredArguments.map(describeArgument),
    options: command.options.filter((each) => !each.hidden).map(describeOption),
    examples: examples[path] ?? [],
    commands: command.commands.filter(isShown).map((each) => describe(each, group)),
  }
}

const describeArgument = (argument: Argument): ArgumentDescription => ({
  name: argument.name(),
  required: argument.required,
  many: argument.variadic,
})

function describeOption({ flags, description, defaultValue, argChoices, mandatory }: Option): OptionDescription {
  const isSaid =
    defaultValue !== undefined && defaultValue !== true && !(Array.isArray(defaultValue) && defaultValue.length === 0)
  return {
    flags,
    description,
    ...(isSaid ? { default: String(defaultValue) } : {}),
    ...(argChoices ? { choices: argChoices } : {}),
    required: mandatory,
  }
}
