// Builds the parts of the product that are built: folders with a package, a lock file and a `build` script of their own.
// Plain JavaScript on purpose: this runs on whatever Node the machine has (20.19 or newer).
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { installFolder, nodeBinary, root } from './setup.mjs'

/**
 * Brings `folder/dist` up to date with what it is made of: installs the folder's lock when that changed, runs its `build`
 * script (by a Node of ours, with BUILD_OUT naming the folder to write to; a script that ignores it writes `dist` itself), and
 * leaves a stamp in `dist`. `inputs` are files and folders, relative to the repository; the folder's own sources and lock count
 * too. Two at a time are safe: the second waits for the first. Returns `fresh` (nothing to do) or `built`; throws when the
 * build fails, and the `dist` that was there stays.
 */
export async function buildIfStale({ folder, inputs, name }) {
  if (isFresh({ folder, inputs })) return 'fresh'
  const release = await holdLock(join(folder, '.building'))
  try {
    const wanted = inputsHash({ folder, inputs })
    if (stampIn(folder) === wanted) return 'fresh'
    installFolder(folder, name)
    const out = join(folder, '.dist-next')
    rmSync(out, { recursive: true, force: true })
    await runBuild(folder, out, name)
    const dist = join(folder, 'dist')
    if (existsSync(out)) swap(out, dist)
    if (!existsSync(dist)) throw new Error(`the build of ${name} made nothing in ${relative(root, dist)}`)
    writeFileSync(stampOf(folder), wanted)
    rmSync(join(folder, '.build-failed'), { force: true })
    return 'built'
  } catch (error) {
    writeFileSync(join(folder, '.build-failed'), `${error.message}\n`)
    throw error
  } finally {
    release()
  }
}

/** Whether `dist` was made of just these inputs. */
export const isFresh = ({ folder, inputs }) => stampIn(folder) === inputsHash({ folder, inputs })

const stampOf = (folder) => join(folder, 'dist', '.made-of')
const stampIn = (folder) => (existsSync(stampOf(folder)) ? readFileSync(stampOf(folder), 'utf8') : null)

/** The new one takes the old one's place in two renames, so that a running server misses it for no longer than that. */
function swap(next, dist) {
  const old = join(dirname(dist), '.dist-old')
  rmSync(old, { recursive: true, force: true })
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(next, dist)
  rmSync(old, { recursive: true, force: true })
}

function runBuild(folder, out, name) {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const path = [join(folder, 'node_modules', '.bin'), dirname(nodeBinary()), process.env.PATH].join(delimiter)
  return new Promise((done, failed) => {
    const child = spawn('sh', ['-c', scripts.build], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
      env: { ...plainEnvironment(), PATH: path, BUILD_OUT: out, NODE_ENV: 'production', ASTRO_TELEMETRY_DISABLED: '1' },
    })
    child.once('error', failed)
    child.once('exit', (code, signal) =>
      code === 0 ? done() : failed(new Error(`the build of ${name} failed (${signal ?? `exit ${code}`})`)),
    )
  })
}

/** Without what a test runner says of itself: bundlers would take it for their own settings. */
function plainEnvironment() {
  const theirs = /^(?:BASE_URL|MODE|DEV|PROD|SSR|TEST|NODE_ENV|NODE_OPTIONS|VITE.*)$/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !theirs.test(name)))
}

function inputsHash({ folder, inputs }) {
  const hash = createHash('sha256')
  const files = new Set([folder, ...inputs.map((each) => resolve(root, each))].flatMap(filesOf))
  for (const file of files) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

/** What is installed or made is no input, nor are tests; names that begin with a dot are ours to write. */
const isMade = (name) => name.startsWith('.') || name === 'node_modules' || name === 'dist' || /\.test\.tsx?$/.test(name)

function filesOf(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).filter((name) => !isMade(name))
  return names.sort().flatMap((name) => filesOf(join(path, name)))
}

/** Waits until nobody else holds it. A holder that is gone is no obstacle. Returns the release. */
async function holdLock(path) {
  mkdirSync(dirname(path), { recursive: true })
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      const release = () => rmSync(path, { force: true })
      process.once('exit', release)
      return () => {
        process.off('exit', release)
        release()
      }
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (isAbandoned(path)) rmSync(path, { force: true })
    else await sleep(250)
  }
}

/** An empty one was just made, or its maker died there; a second tells. */
function isAbandoned(path) {
  try {
    const holder = Number(readFileSync(path, 'utf8'))
    if (!holder) return Date.now() - statSync(path).mtimeMs > 1_000
    process.kill(holder, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}
