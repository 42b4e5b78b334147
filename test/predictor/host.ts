import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Json } from '../platform.ts'
import { systemPython } from '../python-environment.ts'

export type HostAnswer = {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly bytes: Buffer
  readonly text: string
  /** null where it is no JSON. */
  readonly body: Json
}

export type Host = AsyncDisposable & {
  readonly process: ChildProcess
  readonly socketPath: string
  /** Everything printed so far, by the host and its script. */
  readonly said: { stdout: string; stderr: string }
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<HostAnswer>
  /** Resolves when the host answers its ready path with 200; fails with its last words when it ends first. */
  ready(): Promise<void>
  /** The exit code, or the signal. */
  readonly ended: Promise<number | string>
}

const main = resolve(import.meta.dirname, '../../src/runtimes/predictor-host/main.ts')

export type HostOptions = {
  readonly script: string
  readonly name?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly python?: string
}

/** The predictor host as an engine starts it, with a script given as text. */
export function startHost({ script, name = 'predict.py', args = [], env = {}, python = systemPython }: HostOptions): Host {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-host-'))
  const socketPath = join(folder, 'host.sock')
  const scriptPath = join(folder, name)
  writeFileSync(scriptPath, script)
  const child = spawn(
    process.execPath,
    [main, '--socket', socketPath, '--python', python, '--script', scriptPath, '--script-name', name, ...args],
    {
      env: { PATH: process.env['PATH'], DEPLOYMENT_NAME: 'model', DEPLOYMENT_ID: 'd0', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  )
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    said.stdout += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk
  })
  const ended = new Promise<number | string>((resolveEnd) =>
    child.once('close', (code, signal) => resolveEnd(signal ?? code ?? 0)),
  )
  let over = false
  void ended.then(() => {
    over = true
  })

  const call: Host['call'] = (method, path, body, headers = {}) =>
    new Promise((resolveCall, reject) => {
      const bytes =
        body === undefined
          ? null
          : body instanceof Uint8Array
            ? body
            : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
      const asked = request({
        socketPath,
        method,
        path,
        headers: { ...(bytes ? { 'content-length': bytes.length } : {}), ...headers },
      })
      asked.once('error', reject)
      asked.once('response', (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () => {
          const all = Buffer.concat(chunks)
          resolveCall({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes: all,
            text: all.toString(),
            body: parsed(all),
          })
        })
      })
      asked.end(bytes ?? undefined)
    })

  const ready = async (): Promise<void> => {
    for (;;) {
      if (over) throw new Error(said.stderr.trim().split('\n').at(-1))
      const status = await call('GET', '/v2/health/ready').then(
        (answer) => answer.status,
        () => 0,
      )
      if (status === 200) return
      await new Promise((later) => setTimeout(later, 20))
    }
  }

  return {
    process: child,
    socketPath,
    said,
    call,
    ready,
    ended,
    async [Symbol.asyncDispose]() {
      if (!over) child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function parsed(bytes: Buffer): Json {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null
  }
}
