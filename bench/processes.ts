import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

/** A child process of the bench that answers each message with one message. */
export type Child<Said, Answer> = Disposable & {
  readonly pid: number
  ask(message: Said): Promise<Answer>
  readonly first: Promise<Answer>
}

export const has = (program: string): boolean => spawnSync('which', [program]).status === 0

const canPin = process.platform === 'linux' && availableParallelism() > 1 && has('taskset')
export const pinning = canPin ? 'proxy on CPU 0, everything else on CPU 1' : 'no pinning'

/** Wraps a command so that it runs on one CPU, where the machine can; null: on any. */
export const pinned = (cpu: 0 | 1 | null, command: readonly string[]): readonly string[] =>
  canPin && cpu !== null ? ['taskset', '-c', String(cpu), ...command] : command

export function start<Said, Answer>(
  cpu: 0 | 1 | null,
  file: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Child<Said, Answer> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const [program = '', ...rest] = pinned(cpu, [process.execPath, ...flags, path, ...args])
  const child: ChildProcess = spawn(program, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const answer = (): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`${file} ended with ${code}`))
      child.once('exit', ended)
      child.once('message', (message) => {
        child.off('exit', ended)
        resolve(message as Answer)
      })
    })
  return {
    pid: child.pid ?? 0,
    first: answer(),
    ask(message) {
      const answered = answer()
      child.send(message as object)
      return answered
    },
    [Symbol.dispose]: () => void child.kill(),
  }
}

/** CPU time of a process and its children so far, in microseconds: all threads, as the scheduler counted. */
export function cpuMicros(pid: number): number {
  let nanos = 0
  for (const each of [pid, ...childrenOf(pid)]) {
    for (const thread of listed(`/proc/${each}/task`))
      nanos += Number(read(`/proc/${each}/task/${thread}/schedstat`).split(' ')[0] ?? 0)
  }
  return nanos / 1000
}

/** Resident memory of a process and its children, in MB. */
export function residentMb(pid: number): number {
  let mb = 0
  for (const each of [pid, ...childrenOf(pid)]) mb += Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${each}/status`))?.[1] ?? 0) / 1024
  return mb
}

const childrenOf = (pid: number): (string | number)[] =>
  read(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter((each) => each !== '')

/** Threads come and go while we look; what is gone counts nothing. */
const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
const listed = (path: string): string[] => {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
