import { Command } from 'commander'
import { confirm } from './ask.ts'
import type { Scene } from './explain.ts'
import { formatOf, type GlobalOptions, openSession, outputFor, type Session } from './session.ts'
import type { World } from './world.ts'

/** Runs an action with an open session; the command's own options come last. */
export type WithSession = <Options extends object>(
  work: (session: Session, args: readonly string[], options: Options & GlobalOptions) => Promise<void>,
) => (...given: unknown[]) => Promise<void>

/** `told` hears where the command line goes, for what is said when it fails. */
export const makeWithSession =
  (world: World, told: (scene: Partial<Scene>) => void): WithSession =>
  <Options extends object>(
    work: (session: Session, args: readonly string[], options: Options & GlobalOptions) => Promise<void>,
  ) =>
  async (...given: unknown[]) => {
    const command = given.at(-1)
    if (!(command instanceof Command)) throw new Error('an action is called with its command last')
    const args = command.processedArgs.flat().filter((each) => typeof each === 'string')
    const options = command.optsWithGlobals<Options & GlobalOptions & { readonly watch?: boolean }>()
    told({ command: pathOf(command) })
    if (command.name() === 'rm' && !options.yes && !asksItself(command))
      await confirm(world, `${sentence(command, args)}: are you sure?`)
    const session = await openSession(world, options)
    told({ url: session.url })
    if (options.watch) await again(session, options, (each) => work(each, args, options))
    else await work(session, args, options)
  }

/** What takes far more with it has its own way of asking. */
const asksItself = (command: Command): boolean => command.options.some(({ long }) => long === '--yes')

export const pathOf = (command: Command): string =>
  command.parent === null ? '' : `${pathOf(command.parent)} ${command.name()}`.trim()

/** `Delete a deployment (demo)` */
function sentence(command: Command, args: readonly string[]): string {
  const words = command.description()
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${args.length > 0 ? ` (${args.join(', ')})` : ''}`
}

const everyMs = 2_000

/** Looks again and again until Ctrl-C: the screen anew for a person, else what has changed since. */
async function again(session: Session, options: GlobalOptions, work: (session: Session) => Promise<void>): Promise<void> {
  const { world } = session
  const isPerson = world.stdout.isTTY === true
  for (let before: string | null = null; ; ) {
    let text = ''
    const write = (more: string): void => {
      text += more
    }
    const kept = { ...world, stdout: { ...streamOf(world), write } }
    const format = formatOf(world, options)
    await work({ ...session, world: kept, output: outputFor(kept, options, format, !isPerson) })
    if (text !== before) world.stdout.write(isPerson ? `\u001b[H\u001b[2J${text}` : text)
    before = text
    await world.sleep(everyMs, world.interrupted)
  }
}

const streamOf = ({ stdout: { isTTY = false, columns } }: World) => ({ isTTY, ...(columns === undefined ? {} : { columns }) })
