import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Client, connect } from '../client/connect.ts'
import { type Format, formats, makeOutput, type Output } from './output.ts'
import { UsageError, type World } from './world.ts'

/** Options that every client command takes. */
export type GlobalOptions = {
  readonly url?: string
  readonly group?: string
  readonly output?: string
  readonly dataDir?: string
}

/** What a client command works with. */
export type Session = {
  readonly client: Client
  readonly output: Output
  readonly world: World
  /** A line for people, beside the data. */
  readonly say: (line: string) => void
}

const defaultUrl = 'http://127.0.0.1:8080'

export async function openSession(world: World, options: GlobalOptions): Promise<Session> {
  const { env } = world
  const format = options.output ?? env['LECTERN_OUTPUT'] ?? 'table'
  if (!isFormat(format)) throw new UsageError(`-o ${format}: must be one of ${formats.join(', ')}`)
  const url = options.url ?? env['LECTERN_URL'] ?? defaultUrl
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new UsageError(`--url ${url}: must be an address such as ${defaultUrl}`)
  const apiKey = env['LECTERN_API_KEY'] ?? (await keyOfThisMachine(world, url, options.dataDir))
  return {
    client: connect({ url, apiKey, group: options.group ?? env['LECTERN_GROUP'] }),
    output: makeOutput(world.stdout, format),
    world,
    say: (line) => void world.stderr.write(`${line}\n`),
  }
}

/** The administrator's key that the server left in its data directory; given to no other machine. */
async function keyOfThisMachine(world: World, url: string, dataDir: string | undefined): Promise<string> {
  const path = join(resolve(world.cwd, dataDir ?? world.env['LECTERN_DATA_DIR'] ?? './data'), 'credentials', 'admin-key')
  if (!isLoopback(new URL(url).hostname)) throw new UsageError(`set LECTERN_API_KEY to an API key of ${url}`)
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch {
    throw new UsageError(
      `set LECTERN_API_KEY to an API key, or name the server's data directory with --data-dir (there is no ${path})`,
    )
  }
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
const isFormat = (text: string): text is Format => formats.some((each) => each === text)
