import type { Clock } from '../../domain/clock.ts'
import type { Instance, InstanceSpec } from '../../domain/instance.ts'
import { answers } from '../answers.ts'
import { beginning } from '../beginning.ts'
import { type Environment, inherited, type Launched } from './launch.ts'
import type { LogWriter } from './log-writer.ts'

export type Child = {
  state(): Instance
  stop(graceMs: number): void
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
}

/** Small models are ready in a moment, and calls may be waiting for them. */
const firstPollMs = 10
const pollMs = 50

/**
 * Starts one model server, watches it until it answers on its ready path and until it ends. Its standard input stays open
 * as long as this process lives: a server that watches it ends with us.
 */
export function startChild(
  spec: InstanceSpec,
  socketPath: string,
  log: LogWriter,
  clock: Clock,
  env: Environment,
  launch: (command: readonly string[], env: Environment) => Launched,
  onChange: () => void,
): Child {
  const { placement } = spec
  const order = placement.command.map((each) => each.replaceAll('{socket}', socketPath))
  const { settingsDoor } = placement
  let state: Instance = {
    ...beginning(spec, `unix:${socketPath}`, clock.now()),
    ...(settingsDoor === undefined ? {} : { settingsDoor: settingsDoor.replaceAll('{socket}', socketPath) }),
  }
  const become = (next: Partial<Instance>): void => {
    state = { ...state, ...next }
    onChange()
  }
  let asked = false
  let tooSlow = false

  const { process: process_, enclosure } = launch(order, {
    ...inherited(env),
    ...spec.secretEnv,
    ...placement.env,
    ...(spec.gpus ? { CUDA_VISIBLE_DEVICES: spec.gpus.join(',') } : {}),
  })
  state = { ...state, pid: process_.pid ?? null }
  process_.stdout?.on('data', (chunk: Buffer) => log.write('stdout', chunk))
  process_.stderr?.on('data', (chunk: Buffer) => log.write('stderr', chunk))

  let tellEnded: () => void
  const hasEnded = new Promise<void>((resolve) => {
    tellEnded = resolve
  })
  const ended = (code: number | null, signal: string | null, words: string): void => {
    if (state.exit) return
    log.close()
    tellEnded()
    become({ phase: 'exited', exit: { at: clock.now(), code, signal, lastWords: words, asked } })
  }
  process_.once('error', (error) => {
    enclosure?.close()
    ended(null, null, error.message)
  })
  let outgrew: string | null = null
  process_.once('exit', () => {
    outgrew = enclosure?.outgrew() ?? null
    if (outgrew !== null) log.write('stderr', Buffer.from(`${outgrew}\n`))
    // What it started and left behind holds its output open, which would not end.
    enclosure?.close()
  })
  process_.once('close', (code, signal) =>
    ended(code, signal, outgrew ?? (tooSlow ? `not ready after ${placement.startTimeoutMs / 1000} s` : log.lastWords())),
  )

  const watch = async (): Promise<void> => {
    const giveUpAt = clock.now() + placement.startTimeoutMs
    while (state.phase === 'starting') {
      if (await answers(socketPath, placement.readyPath)) {
        if (state.phase === 'starting') become({ phase: 'ready', readyAt: clock.now() })
        return
      }
      if (clock.now() >= giveUpAt) {
        tooSlow = true
        process_.kill('SIGKILL')
        return
      }
      await clock.sleep(clock.now() - state.startedAt < 1_000 ? firstPollMs : pollMs)
    }
  }
  void watch()

  return {
    ended: hasEnded,
    state() {
      const used = enclosure?.used() ?? null
      return used ? { ...state, used } : state
    },
    stop(graceMs) {
      if (state.phase === 'exited' || state.phase === 'stopping') return
      asked = true
      become({ phase: 'stopping' })
      process_.kill('SIGTERM')
      void clock.sleep(graceMs).then(() => {
        if (!state.exit) process_.kill('SIGKILL')
      })
    },
  }
}
