import { execFile } from 'node:child_process'
import { access, constants, readFile, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { totalmem } from 'node:os'
import { dirname, resolve } from 'node:path'
import { promisify } from 'node:util'
import { size } from '../output.ts'
import type { World } from '../world.ts'

/** What was looked at; `next`: what to do about it. */
export type Check = {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'failed'
  readonly message: string
  readonly next?: string | null
}
type About = { readonly port: number; readonly dataDir: string | undefined }

const gb = 1_000_000_000

/** What a server needs of this machine, and what models can make use of. Nothing is changed. */
export async function localChecks(world: World, { port, dataDir }: About): Promise<readonly Check[]> {
  const folder = resolve(world.cwd, dataDir ?? world.env['LECTERN_DATA_DIR'] ?? './data')
  return Promise.all([
    nodeVersion(),
    portIsFree(port),
    folderIsOurs(folder),
    disk(folder),
    memory(),
    packages(),
    program(world, 'Python', 'python3', ['--version'], 'own models in Python do not run; install Python 3.10 or newer'),
    containers(world),
    program(
      world,
      'GPU',
      'nvidia-smi',
      ['--query-gpu=name,memory.total', '--format=csv,noheader'],
      'none is seen; models run on the processor',
      'ok',
    ),
  ])
}

const check = (name: string, state: Check['state'], message: string, next?: string): Check => ({
  name,
  state,
  message,
  ...(next === undefined ? {} : { next }),
})

async function nodeVersion(): Promise<Check> {
  const { node } = process.versions
  return Number(node.split('.')[0]) >= 24
    ? check('Node', 'ok', node)
    : check('Node', 'failed', `${node} is too old`, 'start it by "npm start" or "npx lectern", which bring a newer one along')
}

async function portIsFree(port: number): Promise<Check> {
  const trouble = await new Promise<NodeJS.ErrnoException | null>((done) => {
    const server = createServer()
    server.once('error', done)
    server.listen(port, '127.0.0.1', () => server.close(() => done(null)))
  })
  if (trouble === null) return check('port', 'ok', `${port} is free`)
  if (trouble.code === 'EADDRINUSE')
    return check('port', 'failed', `${port} is taken by another program`, 'lectern up --port 0, or any other')
  return check(
    'port',
    'failed',
    `${port} cannot be listened on (${trouble.code})`,
    'ports below 1024 belong to the system; take a higher one',
  )
}

/** Or could be made: what lies above it counts then. */
async function folderIsOurs(folder: string): Promise<Check> {
  const there = await nearest(folder)
  const isWritable = await access(there, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!isWritable) return check('data directory', 'failed', `${there} cannot be written to`, 'name another with --data-dir')
  const holder = there === folder ? await holderOf(folder) : null
  if (holder !== null) return check('data directory', 'warning', `${folder} is in use by process ${holder}`, 'lectern status')
  return check('data directory', 'ok', there === folder ? folder : `${folder} will be made`)
}

async function nearest(folder: string): Promise<string> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  )
  return isThere || dirname(folder) === folder ? folder : nearest(dirname(folder))
}

/** The process that holds the lock of the data directory and is alive. */
async function holderOf(folder: string): Promise<number | null> {
  const text = await readFile(resolve(folder, 'lectern.lock'), 'utf8').catch(() => '')
  const pid = Number(/\d+/.exec(text)?.[0])
  if (!(pid > 0)) return null
  try {
    process.kill(pid, 0)
    return pid
  } catch {
    return null
  }
}

async function disk(folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(await nearest(folder))
  const free = bavail * bsize
  const words = `${size(free)} free`
  if (free < gb) return check('disk', 'failed', words, 'a model file alone takes a gigabyte or more: make room')
  return free < 10 * gb ? check('disk', 'warning', words, 'large models take tens of gigabytes') : check('disk', 'ok', words)
}

async function memory(): Promise<Check> {
  const given = process.constrainedMemory()
  const bytes = given > 0 ? Math.min(given, totalmem()) : totalmem()
  return bytes < gb
    ? check('memory', 'warning', size(bytes), 'enough for remote models only')
    : check('memory', 'ok', size(bytes))
}

async function packages(): Promise<Check> {
  const isThere = await access(new URL('../../../node_modules/node-llama-cpp/package.json', import.meta.url)).then(
    () => true,
    () => false,
  )
  return isThere ? check('llama.cpp', 'ok', 'installed') : check('llama.cpp', 'failed', 'not installed', 'npm start installs it')
}

async function containers(world: World): Promise<Check> {
  // Docker's program alone starts nothing: its daemon must answer.
  const docker = await firstLine(world, 'docker', ['version', '--format', 'Docker {{.Server.Version}}'])
  const found = docker ?? (await firstLine(world, 'podman', ['--version']))
  if (found !== null) return check('containers', 'ok', found)
  return check('containers', 'warning', 'neither Docker nor Podman is here', 'only containers need one of them')
}

async function program(
  world: World,
  name: string,
  command: string,
  args: readonly string[],
  without: string,
  state: Check['state'] = 'warning',
): Promise<Check> {
  const found = await firstLine(world, command, args)
  return found === null ? check(name, state, without) : check(name, 'ok', found)
}

/** null: it is not there, or does not work. */
const firstLine = ({ env }: World, command: string, args: readonly string[]): Promise<string | null> =>
  promisify(execFile)(command, [...args], { timeout: 5_000, env: { ...env } }).then(
    ({ stdout, stderr }) => (stdout || stderr).split('\n')[0]?.trim() ?? '',
    () => null,
  )
