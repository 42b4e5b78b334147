import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import { makeSlots } from '../models/slots.ts'
import { InstallFault, type RunProgram } from './run-program.ts'

/** How packages of one kind are installed into a folder. */
export type Recipe = {
  /** For people: `Python packages`. */
  readonly noun: string
  /** What makes the same packages another installation: the program that they are for. Throws `unavailable` where there is none. */
  readonly tool: () => string
  /** The text in one form for all that ask for the same; throws `invalid` where it asks for what it may not. */
  readonly read: (text: string) => string
  /** Files to begin with, and what is to be run then. */
  readonly steps: (
    at: string,
    text: string,
  ) => { readonly files: Readonly<Record<string, string>>; readonly run: readonly Step[] }
  /** The parameter that the text came in. */
  readonly target: string
}
type Step = { readonly progress: string; readonly command: readonly string[] }

export type InstallsDeps = {
  /** A folder each, by the digest of what is in it. */
  readonly folder: string
  readonly recipe: Recipe
  readonly run: RunProgram
  readonly clock: Clock
  /** An installation has ended, well or not: who waits for it should look again. */
  readonly ended: () => void
  readonly log: { info(fields: object, event: string): void; warn(fields: object, event: string): void }
}

export type Installed = { readonly folder: string; readonly logFile: string }

export type Installs = AsyncDisposable & {
  /**
   * The folder that has these packages. Throws `Failure('unavailable')` with the progress while it is made, `Failure('invalid')` with
   * the installer's last line where it could not be, or where the text asks for what it may not.
   */
  get(text: string): Promise<Installed>
  /** Removes what nobody has asked for in a while. */
  removeUnused(): Promise<void>
}

type Install = { progress: string; readonly stop: AbortController; readonly ended: Promise<void> }
type Fault = { readonly message: string; readonly at: number; readonly times: number }

const installsAtOnce = 2
/** A failed installation may have met a network that was away: it is tried again after a while, ever more rarely. */
const firstRetryMs = 30_000
const longestRetryMs = 30 * 60_000
const unusedMs = 24 * 3_600_000
const noteUseEveryMs = 3_600_000

export function makeInstalls(deps: InstallsDeps): Installs {
  const { recipe } = deps
  const installs = new Map<string, Install>()
  const faults = new Map<string, Fault>()
  const usedAt = new Map<string, number>()
  const slots = makeSlots(installsAtOnce)

  return { get, removeUnused, [Symbol.asyncDispose]: close }

  async function get(asked: string): Promise<Installed> {
    const text = recipe.read(asked)
    const digest = createHash('sha256').update(`${recipe.tool()}\n${text}`).digest('hex').slice(0, 24)
    const at = join(deps.folder, digest)
    if (!installs.has(digest) && (await exists(join(at, doneFile)))) {
      await noteUse(digest)
      return { folder: at, logFile: join(at, logFileName) }
    }
    const fault = faults.get(digest)
    const waitMs = fault ? Math.min(firstRetryMs * 2 ** (fault.times - 1), longestRetryMs) : 0
    if (fault && deps.clock.now() - fault.at < waitMs && !installs.has(digest))
      throw new Failure('invalid', fault.message, { target: recipe.target })
    const { progress } = installs.get(digest) ?? begin(digest, at, text)
    const doing = { phase: 'installing', done: null, total: null, unit: null } as const
    throw new Failure('unavailable', `the ${recipe.noun} are being installed: ${progress}`, { doing })
  }

  function begin(digest: string, at: string, text: string): Install {
    const { promise, resolve } = Promise.withResolvers<void>()
    const install: Install = { progress: 'waiting for its turn', stop: new AbortController(), ended: promise }
    installs.set(digest, install)
    const over = (): void => {
      installs.delete(digest)
      resolve()
      if (!install.stop.signal.aborted) deps.ended()
    }
    slots(install.stop.signal, () => make(install, at, text)).then(
      () => {
        faults.delete(digest)
        usedAt.set(digest, deps.clock.now())
        over()
      },
      (error: unknown) => {
        if (!install.stop.signal.aborted) noteFault(digest, error)
        over()
      },
    )
    return install
  }

  /** The folder counts once `done` lies in it: what a stop or crash left half-made is begun anew. */
  async function make(install: Install, at: string, text: string): Promise<void> {
    const startedAt = deps.clock.now()
    const lines: string[] = []
    const onLine = (line: string): void => {
      lines.push(line)
      install.progress = line.slice(0, 160)
    }
    await rm(at, { recursive: true, force: true })
    await mkdir(at, { recursive: true })
    const { files, run } = recipe.steps(at, text)
    for (const [name, content] of Object.entries(files)) await writeFile(join(at, name), content)
    for (const { progress, command } of run) {
      install.progress = progress
      // Whoever listens only now would never hear of a stop that came before.
      install.stop.signal.throwIfAborted()
      await deps.run(command, onLine, install.stop.signal)
    }
    await writeFile(join(at, logFileName), `${lines.slice(-keptLines).join('\n')}\n`)
    await writeFile(join(at, doneFile), '')
    deps.log.info({ folder: at, ms: deps.clock.now() - startedAt }, `${recipe.noun} installed`)
  }

  function noteFault(digest: string, error: unknown): void {
    const words = error instanceof InstallFault ? error.message : error instanceof Error ? error.message : String(error)
    const message = `the ${recipe.noun} could not be installed: ${words}`
    faults.set(digest, { message, at: deps.clock.now(), times: (faults.get(digest)?.times ?? 0) + 1 })
    deps.log.warn({ digest, error: words }, `${recipe.noun} could not be installed`)
  }

  /** On disk at most once an hour: the file's time outlives a restart. */
  async function noteUse(digest: string): Promise<void> {
    const now = deps.clock.now()
    if (now - (usedAt.get(digest) ?? 0) < noteUseEveryMs) return
    usedAt.set(digest, now)
    await utimes(join(deps.folder, digest, doneFile), now / 1000, now / 1000)
  }

  async function removeUnused(): Promise<void> {
    for (const digest of await readdir(deps.folder).catch(() => [])) {
      if (installs.has(digest)) continue
      const at = join(deps.folder, digest)
      const noted = usedAt.get(digest) ?? (await stat(join(at, doneFile)).catch(() => null))?.mtimeMs
      if (noted !== undefined && deps.clock.now() - noted < unusedMs) continue
      usedAt.delete(digest)
      await rm(at, { recursive: true, force: true })
      deps.log.info({ folder: at }, `unused ${recipe.noun} removed`)
    }
  }

  async function close(): Promise<void> {
    const running = [...installs.values()]
    for (const each of running) each.stop.abort(new Error('the server is stopping'))
    await Promise.all(running.map((each) => each.ended))
  }
}

const doneFile = 'done'
const logFileName = 'install.log'
const keptLines = 200

const exists = (path: string): Promise<boolean> =>
  readFile(path).then(
    () => true,
    () => false,
  )
