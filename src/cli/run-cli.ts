import { CommanderError } from 'commander'
import { exits } from './exit-codes.ts'
import { explain, type Scene } from './explain.ts'
import { makePaint } from './paint.ts'
import { makeProgram } from './program.ts'
import { Unsuccessful, type World } from './world.ts'

/** Runs one command line to its end; answers the exit code. Never throws for what a user or a server did wrong. */
export async function runCli(args: readonly string[], world: World): Promise<number> {
  let scene: Scene = { command: null, url: null }
  try {
    const program = await makeProgram(world, args, (more) => {
      scene = { ...scene, ...more }
    })
    await program.parseAsync([...args], { from: 'user' })
    // What goes on until Ctrl-C has ended by it.
    return world.interrupted.aborted ? exits.interrupted : exits.ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exits.ok : exits.usage
    if (world.interrupted.aborted) return exits.interrupted
    if (error instanceof Unsuccessful) return error.exitCode
    const said = explain(error, scene, makePaint(world.stderr, world.env, !args.includes('--no-color')))
    if (!said) throw error
    world.stderr.write(said.text)
    return said.exitCode
  }
}
