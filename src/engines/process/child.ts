import { type ChildProcess, spawn } from 'node:child_process'
import { request } from 'node:http'
import type { Clock } from '../../domain/clock.ts'
import type { Instance, InstanceSpec } from '../../domain/instance.ts'
import type { LogWriter } from './log-writer.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export type Child = {
  state(): Instance
  stop(graceMs: number): void
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
}

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
  onChange: () => void,
): Child {
  const { placement } = spec
  const [command = '', ...args] = placement.command.map((each) => each.replaceAll('{socket}', socketPath))
  let state: Instance = {
    id: spec.id,
    deploymentId: spec.deploymentId,
    revision: spec.revision,
    phase: 'starting',
    address: `unix:${socketPath}`,
    concurrency: placement.concurrency,
    basePath: placement.basePath,
    model: placement.model,
    pid: null,
    startedAt: clock.now(),
    readyAt: null,
    exit: null,
  }
  const become = (next: Partial<Instance>): void => {
    state = { ...state, ...next }
    onChange()
  }
  let asked = false
  let tooSlow = false

  const process_: ChildProcess = spawn(command, args, {
    env: { ...inherited(env), ...placement.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  state = { ...state, pid: process_.pid ?? null }
  process_.stdin?.on('error', () => {}) // the server may close its end; nothing is ever written to it
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
  process_.once('error', (error) => ended(null, null, error.message))
  process_.once('close', (code, signal) =>
    ended(code, signal, tooSlow ? `not ready after ${placement.startTimeoutMs / 1000} s` : log.lastWords()),
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
      await clock.sleep(pollMs)
    }
  }
  void watch()

  return {
    ended: hasEnded,
    state: () => state,
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

/** Our own secrets (keys, database address) are none of a model server's business. */
function inherited(env: Environment): Environment {
  const kept = [
    'PATH',
    'HOME',
    'LANG',
    'LC_ALL',
    'TZ',
    'TMPDIR',
    'LD_LIBRARY_PATH',
    'CUDA_VISIBLE_DEVICES',
    'OMP_NUM_THREADS',
    'NODE_COMPILE_CACHE',
  ]
  return Object.fromEntries(Object.entries(env).filter(([name]) => kept.includes(name)))
}

function answers(socketPath: string, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path, timeout: 2_000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    call.once('error', () => resolve(false))
    call.once('timeout', () => call.destroy())
    call.end()
  })
}
