import { Command } from 'commander'
import type { Scene } from './explain.ts'
import type { GlobalOptions } from './session.ts'
import { pathOf } from './with-session.ts'
import type { World } from './world.ts'

/** Runs an action that asks no server, or may do without one. */
export type WithWorld = <Options extends GlobalOptions>(
  work: (world: World, args: readonly string[], options: Options, told: (scene: Partial<Scene>) => void) => Promise<void>,
) => (...given: unknown[]) => Promise<void>

export const makeWithWorld =
  (world: World, told: (scene: Partial<Scene>) => void): WithWorld =>
  <Options extends GlobalOptions>(
    work: (world: World, args: readonly string[], options: Options, told: (scene: Partial<Scene>) => void) => Promise<void>,
  ) =>
  async (...given: unknown[]) => {
    const command = given.at(-1)
    if (!(command instanceof Command)) throw new Error('an action is called with its command last')
    told({ command: pathOf(command) })
    const args = command.processedArgs.flat().filter((each) => typeof each === 'string')
    await work(world, args, command.optsWithGlobals<Options>(), told)
  }
