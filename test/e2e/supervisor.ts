import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export type Running = AsyncDisposable & {
  readonly url: string
  readonly dataDir: string
  readonly supervisor: ChildProcess
  /** Everything printed so far, standard output and error. */
  output(): string
  adminKey(): string
  /** Process id of the control or gateway process that lives now. */
  pidOf(program: 'control-main' | 'gateway-main' | 'llama-runner'): number
  exit(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

const project = join(import.meta.dirname, '../..')

/** `lectern up` as people start it: real processes, real signals. Resolves when the banner is there. */
export async function startLectern(
  args: readonly string[] = [],
  options: { dataDir?: string; port?: number } = {},
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-e2e-'))
  const dataDir = options.dataDir ?? join(folder, 'data')
  const port = options.port ?? (await freePort())
  const command = [
    join(project, 'src/cli/main.ts'),
    'up',
    '--port',
    String(port),
    '--grpc-port',
    'off',
    '--data-dir',
    dataDir,
    ...args,
  ]
  const supervisor = spawn(process.execPath, command, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'lectern-test-code') },
  })
  let output = ''
  for (const stream of [supervisor.stdout, supervisor.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk
    })
  }
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    supervisor.once('close', (code, signal) => resolve({ code, signal }))
  })
  await until(() => output.includes('Lectern is ready') || supervisor.exitCode !== null, 20_000)
  if (supervisor.exitCode !== null) throw new Error(`lectern up ended with ${supervisor.exitCode}:\n${output}`)

  return {
    url: `http://127.0.0.1:${port}`,
    dataDir,
    supervisor,
    output: () => output,
    adminKey: () => readFileSync(join(dataDir, 'credentials', 'admin-key'), 'utf8'),
    pidOf: (program) => pidBelow(supervisor.pid ?? 0, program),
    exit: () => exited,
    async [Symbol.asyncDispose]() {
      if (supervisor.exitCode === null && supervisor.signalCode === null) supervisor.kill('SIGTERM')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function until(test: () => boolean | Promise<boolean>, ms = 10_000): Promise<number> {
  const startedAt = Date.now()
  while (!(await test())) {
    if (Date.now() - startedAt > ms) throw new Error(`not so after ${ms} ms: ${test}`)
    await pause(10)
  }
  return Date.now() - startedAt
}

/** The youngest process below the supervisor whose command line names the program. */
function pidBelow(parent: number, program: string): number {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  const found = lines
    .map((line) => line.trim().match(/^(\d+)\s+(\d+)\s+(.*)$/))
    .filter((match) => match?.[2] === String(parent) && match[3]?.includes(program))
  const pid = found.at(-1)?.[1]
  if (!pid) throw new Error(`no ${program} below process ${parent}`)
  return Number(pid)
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
