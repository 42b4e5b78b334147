import { spawn } from 'node:child_process'
import { lookup } from 'node:dns/promises'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import { isPublicAddress } from '../../outbound/guard.ts'
import { literalAddress, privateAddress } from '../connections/guarded-get.ts'

export type GitDeps = {
  readonly clock: Clock
  readonly allowPrivate: boolean
  /** The environment's PATH. */
  readonly searchPath: string
}

export type GitTask = {
  /** How it is called in messages. */
  readonly what: string
  readonly signal: AbortSignal
  readonly maxMs: number
  /** The repository's address, checked and pinned; null: nothing is fetched. */
  readonly url: URL | null
  /** Sent to that address and to no other; seen in no list of processes. */
  readonly credentials?: { readonly username: string; readonly password: string } | null
}

/** What it wrote to its standard output. `Failure('upstream_failed')` with its words where it ends badly. */
export type RunGit = (args: readonly string[], task: GitTask) => Promise<Buffer>

/**
 * The `git` of this machine, without anybody's settings: it asks for nothing, runs no hooks and no helpers, follows no redirects,
 * and speaks to the address that was checked. `file:` is spoken only where the address says so.
 */
export const makeRunGit =
  (deps: GitDeps): RunGit =>
  async (args, { what, signal, maxMs, url, credentials }) => {
    const settings = [...quiet, ...(url ? await pinned(url, deps.allowPrivate) : [])]
    const bound = new AbortController()
    const finished = new AbortController()
    const minutes = Math.max(1, Math.round(maxMs / 60_000))
    deps.clock.sleep(maxMs, finished.signal).then(
      () => bound.abort(new Failure('timeout', `${what}: git took longer than ${minutes} minutes`)),
      () => {}, // finished first
    )
    const stop = AbortSignal.any([signal, bound.signal])
    const env = {
      ...alone,
      PATH: deps.searchPath,
      GIT_ALLOW_PROTOCOL: protocolsFor(url, deps.allowPrivate),
      ...(url && credentials ? headerFor(url, credentials) : {}),
    }
    return spawned(['git', ...settings, ...args], env, what, stop).finally(() => finished.abort())
  }

/** Looked up once, checked, and pinned: git connects to the address that was checked. */
async function pinned(url: URL, allowPrivate: boolean): Promise<string[]> {
  if (allowPrivate || url.protocol === 'file:') return []
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return ['-c', `http.curloptResolve=${url.hostname}:${port}:${await publicAddress(url)}`]
}

async function publicAddress(url: URL): Promise<string> {
  const literal = literalAddress(url)
  const addresses = literal ? [{ address: literal, family: 0 }] : await lookup(url.hostname, { all: true }).catch(() => [])
  const [first] = addresses
  if (!first) throw new Failure('upstream_failed', `the name ${url.hostname} does not resolve; check the spelling`)
  if (addresses.some(({ address }) => !isPublicAddress(address))) throw privateAddress(url)
  return first.family === 6 ? `[${first.address}]` : first.address
}

const protocolsFor = (url: URL | null, allowPrivate: boolean): string => {
  if (url?.protocol === 'file:') return 'file'
  return allowPrivate ? 'https:http' : 'https'
}

const headerFor = (url: URL, { username, password }: NonNullable<GitTask['credentials']>): Record<string, string> => ({
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: `http.${url.origin}/.extraHeader`,
  GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
})

const quiet = [
  ...['-c', 'http.followRedirects=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.symlinks=true'],
  // Should nobody be left to end it, it gives up by itself.
  ...['-c', 'http.lowSpeedLimit=1', '-c', 'http.lowSpeedTime=300'],
  ...['-c', 'credential.helper=', '-c', 'protocol.version=2', '-c', 'core.fsmonitor=false'],
]

const alone = {
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '/bin/false',
  GIT_LFS_SKIP_SMUDGE: '1',
}

/** Resolves with what was written to standard output. */
function spawned(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  what: string,
  stop: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (stop.aborted) return reject(stop.reason)
    // git has helpers of its own, which would outlive it: they all go together.
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env })
    const kill = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {} // all of them have ended
    }
    stop.addEventListener('abort', kill, { once: true })
    const written: Buffer[] = []
    let bytes = 0
    let said = ''
    child.stdout.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes <= mostOutputBytes) written.push(piece)
      else kill()
    })
    child.stderr.on('data', (piece: Buffer) => {
      said = (said + piece.toString('utf8')).slice(-2_000)
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = 'git is not on this machine; install it, or bring the files another way'
      reject(stop.aborted ? stop.reason : new Failure('unavailable', error.code === 'ENOENT' ? missing : error.message))
    })
    child.on('close', (code) => {
      stop.removeEventListener('abort', kill)
      if (stop.aborted) reject(stop.reason)
      else if (bytes > mostOutputBytes)
        reject(new Failure('too_large', `${what}: git has more to say than ${mostOutputBytes} bytes`))
      else if (code === 0) resolve(Buffer.concat(written))
      else reject(new Failure('upstream_failed', `${what}: ${wordsIn(said)}`))
    })
  })
}

const mostOutputBytes = 16 * 1024 * 1024

const wordsIn = (said: string): string => {
  const line = said
    .trim()
    .split('\n')
    .findLast((each) => /^(fatal|error):/.test(each))
  return (line ?? said.trim().split('\n').at(-1) ?? '').replace(/^(fatal|error): /, '').slice(0, 300) || 'git failed'
}
