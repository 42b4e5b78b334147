import {
  type CommandDescription,
  describeCli,
  describeGlobalOptions,
  type OptionDescription,
} from '../../../../src/cli/describe.ts'
import { cell, code, prose, table } from './markdown.ts'

/** Every command with its arguments, options and examples, as the command line itself declares them, in the groups of its help. */
export async function commandsText(): Promise<string> {
  const groups = Map.groupBy(await describeCli(), ({ group }) => group || 'Commands')
  return [
    `## Options of every command\n\n${optionsTable(await describeGlobalOptions())}`,
    ...[...groups].flatMap(([group, commands]) => [`## ${prose(group)}`, ...commands.map((each) => section(each, 3))]),
  ].join('\n\n')
}

function section(command: CommandDescription, level: number): string {
  const { path, description, usage, aliases, options, examples, commands } = command
  return [
    `${'#'.repeat(level)} lectern ${path}`,
    prose(sentence(description)),
    commands.length === 0 ? `\`\`\`txt\n${usage}\n\`\`\`` : '',
    aliases.length > 0 ? `Also: ${aliases.map((each) => code(each)).join(', ')}.` : '',
    optionsTable(options),
    examples.length > 0 ? `\`\`\`bash\n${examples.join('\n')}\n\`\`\`` : '',
    ...commands.map((each) => section(each, Math.min(level + 1, 5))),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function optionsTable(options: readonly OptionDescription[]): string {
  const rows = options.map(({ flags, description, default: usual, choices, required }) => {
    const said = [
      cell(sentence(description)),
      choices ? `One of ${choices.map((each) => code(each)).join(', ')}.` : '',
      usual === undefined ? '' : `Default: ${code(usual)}.`,
      required ? 'Required.' : '',
    ]
    return [code(flags), said.filter((each) => each !== '').join(' ')]
  })
  return table(['Option', ''], ...rows)
}

/** Descriptions are written for a line of help: small, without a full stop. */
const sentence = (text: string): string => {
  const upper = text.slice(0, 1).toUpperCase() + text.slice(1)
  return text === '' || /[.!?]$/.test(text) ? upper : `${upper}.`
}
