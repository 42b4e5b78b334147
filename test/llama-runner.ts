import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import OpenAI from 'openai'
import { type TinyModel, tinyGguf } from './gguf.ts'

/** A trained model (not ours to ship) where the machine has it: `TinyStories` in 260,000 parameters. */
const stories = fileURLToPath(new URL('../../shared/data/stories260K.gguf', import.meta.url))
export const hasStories = existsSync(stories)

export type Runner = AsyncDisposable & {
  readonly url: string
  readonly client: OpenAI
  readonly child: ChildProcessWithoutNullStreams
  /** Last value of a metric: `tokens_predicted_total`. */
  readonly metric: (name: string) => Promise<number>
  readonly post: (path: string, body: unknown) => Promise<{ readonly status: number; readonly body: Record<string, unknown> }>
}

export const storiesOrTiny = (): string => (hasStories ? stories : tinyFile())

export const tinyFile = (options: TinyModel = {}): string => modelFile(tinyGguf(options))

/** Equal content has one file, in the machine's temporary folder: nothing piles up, whichever way a test process ends. */
export const modelFile = (content: Buffer): string => {
  const folder = join(tmpdir(), 'lectern-test-gguf', createHash('sha256').update(content).digest('hex').slice(0, 16))
  const file = join(folder, 'model.gguf')
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  const own = `${file}.${process.pid}`
  writeFileSync(own, content)
  renameSync(own, file)
  return file
}

export const spawnRunner = (args: readonly string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [program, ...args], { stdio: 'pipe' })

/** A real runner as a child process on a free port, ready to answer. */
export const startRunner = async (model: string, args: readonly string[] = []): Promise<Runner> => {
  const child = spawnRunner(['--model', model, '--port', '0', '--exit-with-stdin', ...args])
  child.stderr.pipe(process.stderr)
  let url = ''
  let serving = false
  for await (const line of createInterface(child.stdout)) {
    url = /^listening on (.*)$/.exec(line)?.[1] ?? url
    serving = line.startsWith('serving ')
    if (serving) break
  }
  if (!serving) throw new Error('the runner ended before it was ready; its own words are above')
  child.stdout.resume()
  return {
    url,
    child,
    client: new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 }),
    metric: async (name) => {
      const text = await (await fetch(`${url}/metrics`)).text()
      return Number(new RegExp(`^llamacpp:${name} (.*)$`, 'm').exec(text)?.[1])
    },
    post: async (path, body) => {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** How a runner that cannot start ends. */
export const endOf = async (
  args: readonly string[],
): Promise<{ code: number | null; signal: string | null; lastWords: string }> => {
  const child = spawnRunner(args)
  child.stdout.resume()
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { code, signal, lastWords: said.trim().split('\n').at(-1) ?? '' }
}

const program = fileURLToPath(new URL('../src/runtimes/llama-runner/main.ts', import.meta.url))
