import { type ChildProcess, spawn } from 'node:child_process'
import type { Clock } from '../domain/clock.ts'

export type Kept = {
  /** Resolves with the first message `{ ready: … }` of the present process, or rejects when it gives up at the first start. */
  ready(): Promise<unknown>
  /** Should it end from now on, it stays so. */
  letEnd(): void
  stop(signal: NodeJS.Signals): Promise<void>
}

export type KeptOptions = {
  readonly name: string
  readonly command: readonly string[]
  /** Asked anew for every start, so that a restarted process can be told what the first one found out (its port). */
  readonly env: () => NodeJS.ProcessEnv
  readonly clock: Clock
  readonly onStart: (child: ChildProcess) => void
  readonly onRestart: (how: string) => void
}

/** Exit code of a process that will not work however often it is started: wrong setting, port taken. */
export const hopelessExit = 78

/** Starts a process and starts it again whenever it ends: at once after a long life, with growing pauses after short ones. */
export function keepAlive(options: KeptOptions): Kept {
  let child: ChildProcess
  let stopping = false
  let shortLives = 0
  let becameReady = false
  let settle: { resolve: (value: unknown) => void; reject: (error: Error) => void }
  const firstReady = new Promise<unknown>((resolve, reject) => {
    settle = { resolve, reject }
  })
  firstReady.catch(() => {}) // the caller of `ready` hears of it

  const start = (): void => {
    const [program = '', ...args] = options.command
    const startedAt = options.clock.now()
    child = spawn(program, args, { env: options.env(), stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child.on('message', (message: { ready?: unknown }) => {
      if (message.ready === undefined) return
      becameReady = true
      settle.resolve(message.ready)
    })
    options.onStart(child)
    child.once('exit', (code, signal) => void ended(startedAt, code, signal))
  }

  const ended = async (startedAt: number, code: number | null, signal: string | null): Promise<void> => {
    if (stopping) return
    const how = signal ? `signal ${signal}` : `exit code ${code}`
    if (!becameReady && code === hopelessExit) return settle.reject(new Error(`${options.name} could not start`))
    shortLives = options.clock.now() - startedAt > 10_000 ? 0 : shortLives + 1
    if (!becameReady && shortLives >= 3)
      return settle.reject(new Error(`${options.name} ended three times while starting (${how})`))
    options.onRestart(how)
    if (shortLives > 1) await options.clock.sleep(Math.min(50 * 2 ** shortLives, 5_000))
    if (!stopping) start()
  }

  start()
  return {
    ready: () => firstReady,
    letEnd: () => {
      stopping = true
    },
    stop: (signal) =>
      new Promise((resolve) => {
        stopping = true
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.kill(signal)
      }),
  }
}
