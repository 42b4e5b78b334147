import { Argument, type Command } from 'commander'
import type { World } from '../world.ts'

/** `lectern completion <shell>` prints a script; `lectern complete -- <words>` is what the script asks. */
export function declareCompletion(program: Command, world: World): void {
  program
    .command('completion')
    .description('print a script that completes commands, options and names for bash, zsh or fish')
    .addArgument(new Argument('<shell>', 'the shell that you use').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: string) => {
      world.stdout.write((await import('../complete/scripts.ts')).scriptFor(shell))
    })
  program
    .command('complete', { hidden: true })
    .allowUnknownOption()
    .allowExcessArguments()
    .argument('[words...]')
    .action(async (words: readonly string[]) => {
      await (await import('../complete/complete.ts')).complete(program, world, words)
    })
}
