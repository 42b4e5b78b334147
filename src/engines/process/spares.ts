import type { Clock } from '../../domain/clock.ts'
import { type Resources, unlimitedResources } from '../../domain/resources.ts'
import { type Environment, inherited, type Launched, launch } from './launch.ts'
import type { Limits } from './limits.ts'

export type WarmPool = {
  /** Processes of each program that stand ready, once an instance of it has been started; 0: none. */
  readonly size: number
  /** How commands begin whose program waits for its order when it is started with `--spare`: `[node, '/…/main.ts']`. */
  readonly programs: readonly (readonly string[])[]
}

export type Spares = {
  /** Tells a process that stands ready what it is; null: there is none, or it cannot become this. Each is used once. */
  take(command: readonly string[], env: Environment, resources: Resources): Launched | null
  /** Starts as many as are missing. */
  fill(): void
  pids(): readonly number[]
  close(): Promise<void>
}

export type SparesDeps = WarmPool & {
  readonly clock: Clock
  readonly env: Environment
  readonly limits?: Limits
  /** Others stand ready than before. */
  readonly onChange: () => void
}

/** Processes started ahead, so that an instance need not wait for its program to start and load. */
export function makeSpares({ size, programs, clock, env, limits, onChange }: SparesDeps): Spares {
  const own = inherited(env)
  const pools = programs.map((program) => ({ program, wanted: false, waiting: [] as Launched[] }))
  const ends = new Set<Promise<unknown>>()
  let started = 0
  let closed = false

  const start = ({ program, waiting }: (typeof pools)[number]): void => {
    started += 1
    // Its name among control groups is new also where one of an earlier run is not gone yet.
    const enclosure = limits?.enclose(`spare-${clock.now().toString(36)}-${started}`, unlimitedResources) ?? null
    const spare = launch([...program, '--spare'], own, enclosure)
    waiting.push(spare)
    const gone = Promise.withResolvers<void>()
    ends.add(gone.promise)
    const over = (): void => {
      ends.delete(gone.promise)
      gone.resolve()
      const at = waiting.indexOf(spare)
      // Of those that became instances others take care.
      if (at === -1) return
      waiting.splice(at, 1)
      enclosure?.close()
      if (!closed) onChange()
    }
    spare.process.once('error', over).once('exit', over)
  }

  return {
    take(command, asked, resources) {
      const pool = pools.find(({ program }) => program.every((word, at) => word === command[at]))
      if (!pool || size === 0) return null
      pool.wanted = true
      if (Object.keys(asked).some((name) => readAtStart.test(name) && asked[name] !== own[name])) return null
      for (const spare of [...pool.waiting]) {
        if (spare.process.pid === undefined) continue
        if (spare.enclosure && !spare.enclosure.change(resources)) {
          spare.process.kill('SIGKILL')
          continue
        }
        pool.waiting.splice(pool.waiting.indexOf(spare), 1)
        const order = { args: command.slice(pool.program.length), env: asked }
        spare.process.stdin?.write(`${JSON.stringify(order)}\n`)
        return spare
      }
      return null
    },
    fill() {
      if (closed) return
      const before = started
      for (const pool of pools) while (pool.wanted && pool.waiting.length < size) start(pool)
      if (started > before) onChange()
    },
    pids: () => pools.flatMap(({ waiting }) => waiting.flatMap(({ process: { pid } }) => pid ?? [])),
    async close() {
      closed = true
      for (const { waiting } of pools) for (const { process: child } of waiting) child.kill('SIGKILL')
      await Promise.all(ends)
    },
  }
}

/** What takes effect only where it is there when a program starts. */
const readAtStart = /^(NODE_|LD_|UV_|MALLOC_|GLIBC_|SSL_|OPENSSL_)/
