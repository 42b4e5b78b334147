import type { Command } from 'commander'
import { examples } from './examples.ts'
import { pathOf } from './with-session.ts'

/** What all commands have in common, so that whoever knows one of them knows the rest. */
export function inOneManner(program: Command): Command {
  program.commandsGroup('More:')
  for (const command of program.commands) command.helpGroup(`${groupOf(command.name())}:`)
  program.addHelpText('after', afterProgram)
  for (const command of allOf(program)) {
    for (const alias of aliasesOf(command)) giveAlias(command, alias)
    if (isLooked(command)) command.option('-w, --watch', 'look again every two seconds, until Ctrl-C')
    const lines = examples[pathOf(command)]
    if (lines) command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  ${line}\n`).join('')}`.trimEnd())
  }
  return program
}

/** Each command below `command`, the nearer ones first. */
export const allOf = (command: Command): readonly Command[] => command.commands.flatMap((each) => [each, ...allOf(each)])

/** It only looks, and what it sees changes. */
const isLooked = (command: Command): boolean =>
  command.commands.length === 0 && (command.name() === 'ls' || lookers.has(command.name()))
const lookers = new Set(['ps', 'status', 'events', 'audit', 'hints', 'retirements', 'imports', 'resources', 'dry-runs', 'limits'])

const otherWords: Readonly<Record<string, readonly string[]>> = {
  ls: ['list'],
  rm: ['delete', 'remove'],
  get: ['show'],
  show: ['get'],
  configurations: ['configuration', 'configs', 'config'],
  connections: ['connection', 'providers', 'provider'],
}

/** Other words for the same: of verbs, and one of a noun as well as many. */
function aliasesOf(command: Command): readonly string[] {
  const name = command.name()
  const one = command.commands.length > 0 && /[^s]s$/.test(name) ? [singular(name)] : []
  return [...(otherWords[name] ?? []), ...one]
}

const singular = (name: string): string =>
  name.endsWith('ies') ? `${name.slice(0, -3)}y` : name.slice(0, /[cs]hes$/.test(name) ? -2 : -1)

function giveAlias(command: Command, alias: string): void {
  const isTaken = command.parent?.commands.some((each) => each.name() === alias || each.aliases().includes(alias))
  if (!isTaken) command.alias(alias)
}

const groups: Readonly<Record<string, readonly string[]>> = {
  'Every day': ['up', 'run', 'deploy', 'ls', 'ps', 'logs', 'open', 'wait', 'status', 'doctor', 'usage'],
  'As files': ['apply', 'diff', 'export'],
  Models: ['models', 'registry', 'offers', 'capacity', 'estimate', 'retirements', 'templates'],
  Deployments: [
    'deployments',
    'configurations',
    'connections',
    'secrets',
    'webapp',
    'batcher',
    'batches',
    'inference-log',
    'inferences',
  ],
  'Limits and money': ['quotas', 'budgets', 'plans', 'pools', 'resources', 'rates', 'statement', 'hints'],
  'Who may what': ['people', 'keys', 'clients', 'groups', 'login', 'logout', 'context'],
  'What happens': ['events', 'audit', 'notifications', 'diagnostics'],
}

const groupOf = (name: string): string => Object.entries(groups).find(([, names]) => names.includes(name))?.[0] ?? 'More'

const afterProgram = `
The server is that of the context in use ("lectern login"), else of this machine, with the key in its data directory.
LECTERN_API_KEY is a key for wherever the command goes. Keys are never options: other programs could read them there.

Exit codes: 0 done, 1 failed, 2 called wrongly, 3 not found, 4 it cannot come any more, 5 too late, 6 not allowed,
7 a limit, 8 somebody was first, 130 Ctrl-C (what the server has begun goes on).`
