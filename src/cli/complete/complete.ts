import type { Command, Option } from 'commander'
import { plain } from '../output.ts'
import type { World } from '../world.ts'
import { namesFor, type Source, sourceOfArgument, sourceOfOption } from './sources.ts'

type Word = { readonly value: string; readonly description: string }

/** Where on a command line the cursor is. */
type Spot = {
  readonly command: Command
  /** Words that were given to it, options left out. */
  readonly given: readonly string[]
  /** The option that the word at the cursor is the value of. */
  readonly option: Option | null
}

/**
 * What may stand at the end of `words` (the last one is being typed, and may be empty): a line each, the description behind a tab; then
 * `:files` where it may be the name of a file, else `:words`. Silent where a server would have to be asked and is not there.
 */
export async function complete(program: Command, world: World, words: readonly string[]): Promise<void> {
  const typed = words.at(-1) ?? ''
  const spot = spotOf(program, words.slice(0, -1))
  const { found, source } = choices(spot, typed)
  const live = source === null || source === 'files' ? [] : await namesFor(world, source, program, words)
  const prefix = /^--[\w-]+=/.exec(typed)?.[0] ?? ''
  const fitting = [...found, ...live].filter(
    ({ value }) => `${spot.option ? prefix : ''}${value}`.startsWith(typed) || value.startsWith(typed),
  )
  const lines = fitting.map(({ value, description }) => `${value}\t${plain(description)}\n`)
  world.stdout.write(`${lines.join('')}:${source === 'files' ? 'files' : 'words'}\n`)
}

function spotOf(program: Command, before: readonly string[]): Spot {
  let command = program
  const given: string[] = []
  for (let at = 0; at < before.length; at++) {
    const word = before[at] ?? ''
    if (word.startsWith('-') && word !== '-') {
      const option = optionNamed(command, word)
      if (!option || !takesValue(option) || word.includes('=')) continue
      at++
      if (at === before.length) return { command, given, option }
    } else {
      const sub =
        given.length === 0 ? command.commands.find((each) => each.name() === word || each.aliases().includes(word)) : undefined
      if (sub) command = sub
      else given.push(word)
    }
  }
  return { command, given, option: null }
}

const takesValue = (option: Option): boolean => option.required || option.optional

/** Of the command itself, or of all commands. */
function optionNamed(command: Command, word: string): Option | undefined {
  const name = word.split('=')[0]
  return optionsOf(command).find((each) => each.long === name || each.short === name)
}

const optionsOf = (command: Command): readonly Option[] => [
  ...command.options,
  ...(command.parent === null ? [] : optionsOf(command.parent)),
]

function choices(spot: Spot, typed: string): { readonly found: readonly Word[]; readonly source: Source | 'files' | null } {
  const { command, given } = spot
  const assigned = typed.startsWith('--') && typed.includes('=') ? optionNamed(command, typed) : undefined
  const option = spot.option ?? assigned
  if (option) {
    const prefix = assigned ? `${assigned.long}=` : ''
    const found = (option.argChoices ?? []).map((value) => ({ value: `${prefix}${value}`, description: '' }))
    return { found, source: option.argChoices ? null : assigned ? null : sourceOfOption(option) }
  }
  if (typed.startsWith('-')) {
    const found = optionsOf(command).filter((each) => !each.hidden && each.long !== undefined && each.long !== '--version')
    return { found: [...found, help].map((each) => ({ value: each.long ?? '', description: each.description })), source: null }
  }
  const subs = given.length === 0 ? command.commands.filter((each) => !isHidden(each)) : []
  const argument = command.registeredArguments[given.length] ?? command.registeredArguments.findLast((each) => each.variadic)
  return {
    found: [
      ...subs.map((each) => ({ value: each.name(), description: each.description() })),
      ...(argument?.argChoices ?? []).map((value) => ({ value, description: '' })),
    ],
    source: argument && !argument.argChoices ? sourceOfArgument(command, argument.name()) : null,
  }
}

const help = { long: '--help', description: 'say how it is used' }
const isHidden = (command: Command): boolean => command.name() === 'complete'
