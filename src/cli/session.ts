import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Client, connect } from '../client/connect.ts'
import { type Context, contextAt, contextNamed, currentContext, readContexts } from './contexts.ts'
import { exits } from './exit-codes.ts'
import { type Format, formats, makeOutput, type Output } from './output.ts'
import { makePaint, type Paint } from './paint.ts'
import { tokenOf } from './token.ts'
import { Trouble, UsageError, type World } from './world.ts'

/** Options that every client command takes. */
export type GlobalOptions = {
  readonly url?: string
  readonly context?: string
  readonly group?: string
  readonly output?: string
  readonly json?: boolean
  readonly quiet?: boolean
  readonly yes?: boolean
  readonly dataDir?: string
  /** `--no-color` */
  readonly color?: boolean
}

/** What a client command works with. */
export type Session = {
  readonly client: Client
  readonly output: Output
  readonly world: World
  /** Of the server, without a slash at its end. */
  readonly url: string
  /** The resource group that was chosen; absent: the server's default. */
  readonly group?: string | undefined
  /** A line for people, beside the data; nothing with `--quiet`. */
  readonly say: (line: string) => void
  /** Colours for standard error, where words go. */
  readonly paint: Paint
  /** Colours for standard output, where data go. */
  readonly dataPaint: Paint
  /** The same, in another resource group. */
  readonly inGroup: (group: string) => Session
  readonly quiet: boolean
}

const defaultUrl = 'http://127.0.0.1:8080'

/** Where a command goes, and by what right; `credential` is sought only when it is asked for. */
export type Place = { readonly url: string; readonly group: string | undefined; readonly credential: () => Promise<string> }

export async function openSession(world: World, options: GlobalOptions): Promise<Session> {
  const format = formatOf(world, options)
  const { url, group, credential } = await findPlace(world, options)
  const apiKey = await credential()
  const inGroup = (group: string | undefined): Session => ({
    client: connect({ url, apiKey, group }),
    output: outputFor(world, options, format),
    url: url.replace(/\/+$/, ''),
    group,
    inGroup,
    ...wordsFor(world, options),
  })
  return inGroup(group)
}

/** What a command says beside its data. */
export function wordsFor(world: World, { quiet = false, color = true }: GlobalOptions) {
  const say = quiet ? () => {} : (line: string) => void world.stderr.write(`${line}\n`)
  const { env, stdout, stderr } = world
  return { world, say, quiet, paint: makePaint(stderr, env, color), dataPaint: makePaint(stdout, env, color) }
}

/** `lines`: as many documents as there may be, each in a line of its own. */
export const outputFor = (world: World, { color = true }: GlobalOptions, format: Format, lines = false): Output =>
  makeOutput(world.stdout, format, {
    paint: makePaint(world.stdout, world.env, color),
    width: world.stdout.isTTY ? world.stdout.columns : undefined,
    lines,
  })

export function formatOf({ env }: World, { output, json = false, quiet = false }: GlobalOptions): Format {
  if (json && output !== undefined && output !== 'json') throw new UsageError('give either --json or -o, not both')
  const format = json ? 'json' : (output ?? (quiet ? 'name' : (env['LECTERN_OUTPUT'] ?? 'table')))
  if (!isFormat(format)) throw new UsageError(`-o ${format}: must be one of ${formats.join(', ')}`)
  return format
}

/** What the command line says comes before the environment, that before the context in use, and that before this machine. */
export async function findPlace(world: World, options: GlobalOptions): Promise<Place> {
  const { env } = world
  if (options.url !== undefined && options.context !== undefined) throw new UsageError('give either --url or --context, not both')
  const contexts = await readContexts(world)
  const named = options.context ?? (options.url === undefined && !env['LECTERN_URL'] ? env['LECTERN_CONTEXT'] : undefined)
  const said = named === undefined ? (options.url ?? env['LECTERN_URL']) : undefined
  if (said !== undefined && !/^https?:$/.test(URL.parse(said)?.protocol ?? ''))
    throw new UsageError(`--url ${said}: must be an address such as ${defaultUrl}`)
  const context =
    named !== undefined
      ? contextNamed(contexts, named)
      : said !== undefined
        ? contextAt(contexts, said)
        : options.dataDir === undefined
          ? currentContext(contexts)
          : null
  const url = context?.url ?? said ?? defaultUrl
  const ofContext = context && (() => credentialOf(context))
  // A key of the environment is for wherever we go, unless a context was asked for by its name.
  const ofEnvironment = options.context === undefined && env['LECTERN_API_KEY'] ? async () => env['LECTERN_API_KEY'] ?? '' : null
  return {
    url,
    group: options.group ?? env['LECTERN_GROUP'] ?? context?.group,
    credential: ofEnvironment ?? ofContext ?? (() => keyOfThisMachine(world, url, options.dataDir)),
  }
}

async function credentialOf({ url, key, serviceKey }: Context): Promise<string> {
  if (key !== undefined) return key
  if (serviceKey !== undefined) return tokenOf(serviceKey)
  throw new Trouble(`the context of ${url} holds no credential`, { exitCode: exits.denied, next: `lectern login ${url}` })
}

/** The administrator's key that the server left in its data directory; given to no other machine. */
async function keyOfThisMachine(world: World, url: string, dataDir: string | undefined): Promise<string> {
  const path = join(resolve(world.cwd, dataDir ?? world.env['LECTERN_DATA_DIR'] ?? './data'), 'credentials', 'admin-key')
  const denied = (message: string) =>
    new Trouble(message, { exitCode: exits.denied, next: `lectern login ${url}, or set LECTERN_API_KEY` })
  if (!isLoopback(new URL(url).hostname)) throw denied(`there is no key for ${url}`)
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch {
    throw denied(`there is no key for ${url}: none in LECTERN_API_KEY, none from "lectern login", and no ${path} (--data-dir)`)
  }
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
const isFormat = (text: string): text is Format => formats.some((each) => each === text)
