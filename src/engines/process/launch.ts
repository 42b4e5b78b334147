import { type ChildProcess, spawn } from 'node:child_process'
import type { Enclosure } from './limits.ts'

/** A process, and what keeps it within. */
export type Launched = { readonly process: ChildProcess; readonly enclosure: Enclosure | null }

/** With pipes for all it says, and one that it may read: that stays open as long as this process lives. */
export function launch(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  enclosure: Enclosure | null,
): Launched {
  const [file = '', ...args] = enclosure?.wrap(command) ?? command
  const child = spawn(file, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  if (child.pid !== undefined) enclosure?.started(child.pid)
  child.stdin.on('error', () => {}) // a server may close its end
  return { process: child, enclosure }
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Our own secrets (keys, database address) are none of a model server's business. */
export function inherited(env: Environment): Environment {
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
