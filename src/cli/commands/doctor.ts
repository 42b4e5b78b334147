import { ApiError, UnreachableError } from '../../client/api-error.ts'
import { numberIn } from '../number-in.ts'
import type { Shape } from '../output.ts'
import { formatOf, type GlobalOptions, openSession, outputFor, type Session, wordsFor } from '../session.ts'
import { Trouble, Unsuccessful, type World } from '../world.ts'
import { type Check, localChecks } from './local-checks.ts'

type Options = GlobalOptions & { readonly local?: boolean; readonly port?: string }

const shape: Shape<Check> = {
  columns: {
    STATE: (each) => each.state,
    CHECK: (each) => each.name,
    MESSAGE: (each) => [each.message, each.next].filter(Boolean).join('; '),
  },
  name: (each) => each.name,
}

/**
 * Asks the server, which knows best; where none answers, looks at this machine. Ends badly where something has failed. `asks` is
 * told whom.
 */
export async function doctor(world: World, options: Options, asks: (url: string) => void): Promise<void> {
  const { say, paint } = wordsFor(world, options)
  const output = outputFor(world, options, formatOf(world, options))
  const port = options.port === undefined ? 8080 : numberIn(options.port, '--port')
  const asked = options.local ? null : await ofServer(world, options, say, asks)
  const checks = asked ?? (await localChecks(world, { port, dataDir: options.dataDir }))
  await output.list(shape, { count: checks.length, resources: checks })
  const count = (state: Check['state']) => checks.filter((each) => each.state === state).length
  const [failed, warnings] = [count('failed'), count('warning')]
  if (failed === 0 && warnings === 0) return say(paint('good', 'all is well'))
  say(`${failed} failed, ${warnings} to look at`)
  if (failed > 0) throw new Unsuccessful()
}

/** null: nobody answers. A server that answers and refuses has something to say about that. */
async function ofServer(
  world: World,
  options: Options,
  say: (line: string) => void,
  asks: (url: string) => void,
): Promise<readonly Check[] | null> {
  let session: Session | null = null
  try {
    session = await openSession(world, options)
    asks(session.url)
    return [answers(session.url), ...(await session.client.watching.checks()).resources]
  } catch (error) {
    if (error instanceof UnreachableError || (error instanceof Trouble && session === null)) {
      say(`${error.message}; this machine is looked at instead`)
      return null
    }
    if (error instanceof ApiError && error.status === 404 && session) return [answers(session.url)]
    throw error
  }
}

const answers = (url: string): Check => ({ name: 'server', state: 'ok', message: `answers at ${url}` })
