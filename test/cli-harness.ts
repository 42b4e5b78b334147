import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { PassThrough, Readable } from 'node:stream'
import { runCli } from '../src/cli/run-cli.ts'
import type { World } from '../src/cli/world.ts'

type Given = Partial<Pick<World, 'cwd' | 'interrupted' | 'now' | 'sleep'>> & {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdin?: string
  /** Whether people sit at standard input and standard error. */
  readonly terminal?: boolean
  /** Whether they see standard output, too: a hundred columns of it. */
  readonly screen?: boolean
  /** Told what comes on standard error, as it comes. */
  readonly hears?: (text: string) => void
}

/** Runs a command line in this process, and answers what a shell would see of it. */
export async function runLine(line: readonly string[], given: Given = {}) {
  let [stdout, stderr] = ['', '']
  const terminal = given.terminal === true
  const errors = new PassThrough({ decodeStrings: false }).on('data', (text) => {
    stderr += text
    given.hears?.(String(text))
  })
  const code = await runCli(line, {
    env: given.env ?? {},
    cwd: given.cwd ?? tmpdir(),
    stdin: Object.assign(Readable.from(given.stdin === undefined ? [] : [given.stdin]), {
      isTTY: terminal,
      setRawMode: () => {},
    }),
    stdout: {
      ...(given.screen ? { isTTY: true, columns: 100 } : {}),
      write: (text) => {
        stdout += text
      },
    },
    stderr: Object.assign(errors, { isTTY: terminal, columns: 100 }),
    now: given.now ?? (() => Date.parse('2026-11-20T12:00:00Z')),
    sleep: given.sleep ?? (async () => given.interrupted?.throwIfAborted()),
    interrupted: given.interrupted ?? new AbortController().signal,
  })
  return { code, stdout, stderr }
}

type Seen = { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: unknown }
type Answer = { readonly status?: number; readonly body?: unknown; readonly events?: readonly string[]; readonly text?: string }

/** A server that answers what a test says it should, and remembers what it was asked. */
export async function startAnswerer() {
  const seen: Seen[] = []
  /** By `METHOD /path` (query left out); of several answers each is given once, the last for ever. */
  const answers: Record<string, Answer[]> = {}
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const { method = '', url = '', headers } = request
    seen.push({ method, path: url, headers, body: text ? JSON.parse(text) : undefined })
    const queue = answers[`${method} ${url.split('?')[0]}`] ?? []
    const answer = (queue.length > 1 ? queue.shift() : queue[0]) ?? {
      status: 404,
      body: { error: { code: 'NotFound', message: 'nothing there' } },
    }
    response.writeHead(answer.status ?? 200, {
      'x-request-id': 'r-1',
      'content-type': answer.events ? 'text/event-stream' : 'application/json',
    })
    response.end(
      answer.events
        ? answer.events.map((each) => `data: ${each}\n\n`).join('')
        : answer.body === undefined
          ? (answer.text ?? '')
          : JSON.stringify(answer.body),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    seen,
    url,
    on: (call: string, ...given: Answer[]) => {
      answers[call] = given
    },
    /** A command line that asks this server. */
    lectern: (line: readonly string[], given: Given = {}) =>
      runLine(line, { ...given, env: { LECTERN_URL: url, LECTERN_API_KEY: 'lk_key', ...given.env } }),
    stop: () => new Promise((done) => server.close(done)),
  }
}

/** A deployment as the API shows it. */
export const demo = {
  id: 'd0123456789abcde',
  name: 'demo',
  status: 'RUNNING',
  targetStatus: 'RUNNING',
  statusMessage: '',
  configurationId: 'c1',
  executableId: 'llama-cpp',
  deploymentUrl: 'http://here/v2/inference/deployments/d0123456789abcde',
  createdAt: '2026-11-20T10:00:00Z',
  details: { resources: { backendDetails: { model: { name: 'lectern-mini', version: 'latest' } } } },
}
/** A list as the API answers it. */
export const list = (...resources: unknown[]): Answer => ({ body: { count: resources.length, resources } })
