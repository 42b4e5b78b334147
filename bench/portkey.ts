import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { freePort } from './nginx.ts'
import { pinned } from './processes.ts'

/**
 * A peer in the same language, from the folder in which `npm install @portkey-ai/gateway` was run. Streams are left out: its
 * release 1.15.2 answers every stream with 500 on the library versions that npm picks for it.
 */
export async function startPortkey(
  folder: string,
  upstreamPort: number,
): Promise<Disposable & { pid: number; port: number; headers: string }> {
  const port = await freePort()
  const program = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js')
  const [command = '', ...args] = pinned(0, [process.execPath, program, `--port=${port}`, '--headless'])
  const child: ChildProcess = spawn(command, args, { stdio: 'ignore' })
  await new Promise((resolve) => setTimeout(resolve, 5_000))
  const headers = `x-portkey-provider: openai\r\nx-portkey-custom-host: http://127.0.0.1:${upstreamPort}/v1\r\n`
  return { pid: child.pid ?? 0, port, headers, [Symbol.dispose]: () => void child.kill() }
}
