import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Session } from '../session.ts'
import { showLink } from './people.ts'

export type OpenOptions = { readonly person?: string; readonly print?: boolean }

/** Opens the console in a browser that is signed in afterwards. Without a screen, or with `--print`, the link goes to standard output. */
export async function open(session: Session, { person, print = false }: OpenOptions): Promise<void> {
  const { client, world, say } = session
  const made = await client.people.link(person)
  const program = print || !world.stdout.isTTY ? null : browserOf(world.env)
  if (program === null) return showLink(session, made)
  say(`opening the console as ${made.person.name}; if no browser comes up, open this within a quarter of an hour:\n  ${made.url}`)
  // What stands on a command line is seen by everybody on the machine: the browser is given a file that leads there.
  const folder = await mkdtemp(join(tmpdir(), 'lectern-open-'))
  const file = join(folder, 'sign-in.html')
  await writeFile(file, pageTo(made.url), { mode: 0o600 })
  spawn(program, [file], { detached: true, stdio: 'ignore' })
    .on('error', () => say(`${program} did not start`))
    .unref()
  await world.sleep(readMs, world.interrupted).catch(() => {})
  await rm(folder, { recursive: true, force: true })
}

/** So long a browser may take to start and read the file. */
const readMs = 4_000

/** null: there is no screen to show it on. */
const browserOf = (env: Session['world']['env']): string | null => {
  if (env['BROWSER']) return env['BROWSER']
  if (process.platform === 'darwin') return 'open'
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? 'xdg-open' : null
}

const pageTo = (url: string): string =>
  `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0; url=${encodeURI(url)}"><title>Lectern</title>\n`
