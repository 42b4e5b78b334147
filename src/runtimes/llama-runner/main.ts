import { randomInt, randomUUID } from 'node:crypto'
import { chmodSync, rmSync } from 'node:fs'
import { begin } from '../spare.ts'
import { readArgs } from './args.ts'
import type { ServedModel } from './served-model.ts'
import { makeServer } from './server.ts'

/**
 * Serves one GGUF with OpenAI's API:
 * `node main.ts --model file.gguf (--socket /path.sock | --port N) [--context-size N] [--parallel N] [--threads N] [--gpu-layers N]
 *  [--chat-template name|file|jinja] [--lora file]… [--alias name] [--exit-with-stdin]`
 * Listens at once and answers `/health` with 503 until the model is loaded. SIGTERM finishes what is under way, then exits 0.
 * What cannot be served ends with exit code 1 and the reason on the last line of stderr.
 */
// llama.cpp's backtrace would bury the assertion that ended it: the last line of stderr is what people are shown.
process.env['GGML_NO_BACKTRACE'] = '1'

const fail = (line: string): never => {
  console.error(line)
  process.exit(1)
}
const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0] ?? ''

process.on('uncaughtException', (cause) => fail(`stopped by an error: ${messageOf(cause)}`))

const beginning = await begin(process, () => import('./served-model.ts'))
const argsOrExit = () => {
  try {
    return readArgs(beginning.args)
  } catch (cause) {
    return fail(`cannot start: ${messageOf(cause)}`)
  }
}
const args = argsOrExit()

let model: ServedModel | null = null
let draining = false
const server = makeServer({
  model: () => model,
  draining: () => draining,
  ids: {
    newId: (prefix) => prefix + randomUUID().replaceAll('-', ''),
    newSeed: () => randomInt(2 ** 32),
    nowSeconds: () => Math.floor(Date.now() / 1000),
  },
})

const drain = (): void => {
  if (draining) return
  draining = true
  // Nothing is under way before the model is there, and the engine cannot be called off while it loads.
  if (model === null) process.exit(0)
  server.close(() => process.exit(0))
  server.closeIdleConnections()
}
process.on('SIGTERM', drain)
process.on('SIGINT', drain)
if (args.exitWithStdin) process.stdin.on('close', drain).resume()

server.on('error', (cause) => fail(`cannot listen: ${messageOf(cause)}`))
if ('socket' in args.listen) {
  const { socket } = args.listen
  rmSync(socket, { force: true })
  server.listen({ path: socket, backlog: 511 }, () => {
    chmodSync(socket, 0o600)
    console.log(`listening on ${socket}`)
  })
} else {
  server.listen({ host: '127.0.0.1', port: args.listen.port, backlog: 511 }, () => {
    const address = server.address()
    console.log(`listening on http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : ''}`)
  })
}

try {
  // The engine takes longer to load than the rest together: `/health` answers meanwhile.
  const { openModel } = await import('./served-model.ts')
  model = await openModel(args)
  console.log(
    `serving ${model.name}: ${args.parallel} slots of ${model.contextSize} tokens, ${args.threads} threads, ready after ${Math.round(performance.now() - beginning.since)} ms`,
  )
} catch (cause) {
  fail(`cannot load model: ${messageOf(cause)}`)
}
