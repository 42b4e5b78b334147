import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Trouble, UsageError, type World } from './world.ts'

/** A server, and what opens it. */
export type Context = {
  readonly url: string
  /** Resource group; absent: the server's default. */
  readonly group?: string
  readonly key?: string
  readonly serviceKey?: ServiceKey
}
/** What of a service key takes part in getting a token; `url` is its token server. */
export type ServiceKey = { readonly clientid: string; readonly clientsecret: string; readonly url: string }
export type Contexts = { readonly current: string | null; readonly contexts: Readonly<Record<string, Context>> }

/** Below XDG_CONFIG_HOME, for this person alone. */
export function contextsFile({ env }: World): string {
  const home = env['XDG_CONFIG_HOME'] || (env['HOME'] && join(env['HOME'], '.config'))
  if (!home) throw new UsageError('there is no place for contexts: set HOME or XDG_CONFIG_HOME')
  return join(home, 'lectern', 'contexts.json')
}

const none: Contexts = { current: null, contexts: {} }

/** None where there is no file, and no place for one. */
export async function readContexts(world: World): Promise<Contexts> {
  if (!world.env['XDG_CONFIG_HOME'] && !world.env['HOME']) return none
  const path = contextsFile(world)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new Trouble(`${path} cannot be read (${error.code})`, {
      next: 'give it back to yourself, or delete it and log in again',
    })
  })
  return text === null ? none : parsed(text, path)
}

function parsed(text: string, path: string): Contexts {
  const broken = (cause?: unknown) =>
    new Trouble(`${path} is not what "lectern login" writes`, { cause, next: 'mend it, or delete it and log in again' })
  try {
    const { current, contexts } = JSON.parse(text) as Contexts
    const isWhole = (each: Context) => typeof each?.url === 'string' && URL.canParse(each.url)
    if (typeof contexts === 'object' && contexts !== null && Object.values(contexts).every(isWhole))
      return { current: current ?? null, contexts }
  } catch (cause) {
    throw broken(cause)
  }
  throw broken()
}

/** Whole or not at all, and never readable by others. */
export async function writeContexts(world: World, contexts: Contexts): Promise<void> {
  const path = contextsFile(world)
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
  const fresh = `${path}.${process.pid}`
  await writeFile(fresh, `${JSON.stringify(contexts, null, 2)}\n`, { mode: 0o600 })
  await rename(fresh, path)
}

export function contextNamed({ contexts }: Contexts, name: string): Context {
  const found = Object.hasOwn(contexts, name) ? contexts[name] : undefined
  if (found) return found
  const names = Object.keys(contexts).join(', ')
  throw new UsageError(`there is no context "${name}"; ${names ? `there are: ${names}` : 'there is none yet'}`, {
    next: 'lectern login <url>',
  })
}

/** The one that a command without further words goes to; null: the server of this machine. */
export const currentContext = (all: Contexts): Context | null => (all.current === null ? null : contextNamed(all, all.current))

/** By the address of its server. */
export const contextAt = ({ contexts }: Contexts, url: string): Context | null =>
  Object.values(contexts).find((each) => sameServer(each.url, url)) ?? null

export const sameServer = (one: string, other: string): boolean => new URL(one).href === new URL(other).href
