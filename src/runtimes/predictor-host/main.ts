import { randomUUID } from 'node:crypto'
import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { muxSuffix } from '../../domain/mux-frames.ts'
import { begin } from '../spare.ts'
import { readArgs } from './args.ts'
import { BackendFault } from './backend.ts'
import { type BatchTimer, makeBatcher } from './batcher.ts'
import type { Serving } from './exchange.ts'
import { makeHostModels } from './host-models.ts'
import { layOut } from './lay-out.ts'
import { makeMuxServer } from './mux-server.ts'
import { makeServer } from './server.ts'
import { makeSettingsDoor } from './settings-door.ts'
import { makeStartBackend } from './start-backend.ts'

/**
 * Serves one model over V1 and the Open Inference Protocol, answered by a script or an ONNX model:
 * `node main.ts --socket /path.sock (--python python3 --script predict.py | --node --script predict.ts | --onnx threads)
 *  [--script-name predict.py] [--component predictor|transformer]
 *  [--concurrency N] [--batcher JSON] [--max-loaded N [--model name[:version]=/folder]… [--model-schema name=/path]… [--model-example name=/path]…] [--schema JSON | --schema-file /path] [--example-file /path] [--model-file name=/path]… [--artifact-file name=/path]… [--model-control] [--max-body-mb N]
 *  [--log-file text] [--exit-with-stdin]`
 * With `--spare` alone it is told all this later, see `../spare.ts`. A second socket, `<socket>.ctl`, changes the batcher while it runs.
 * What it is called comes in the environment: DEPLOYMENT_NAME, DEPLOYMENT_ID, MODEL_NAME, MODEL_VERSION.
 * SIGTERM finishes what is under way, then exits 0. What cannot be served ends with exit code 1 and the reason on the last line of
 * stderr; so does a script's process that ends by itself.
 */
const fail = (line: string): never => {
  leave()
  console.error(line)
  process.exit(1)
}
const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0] ?? ''
let leave = (): void => {}
process.on('uncaughtException', (cause) => fail(`stopped by an error: ${messageOf(cause)}`))

const manifest = new URL('../../../package.json', import.meta.url)
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }
const beginning = await begin(process)
const argsOrExit = () => {
  try {
    return readArgs(beginning.args)
  } catch (cause) {
    return fail(`cannot start: ${messageOf(cause)}`)
  }
}
const args = argsOrExit()
const folders = layOut(`${args.socket}.d`, args.modelFiles, args.artifactFiles)
leave = () => {
  folders.remove()
  for (const suffix of ['.ctl', muxSuffix]) rmSync(`${args.socket}${suffix}`, { force: true })
}
if (args.logFile !== null) process.stdout.write(readFileSync(args.logFile))

const env = { ...process.env, ...folders.env }
let draining = false
/** What answers has ended by itself. */
let isOver = false
/** For calls that are on their way while the script's process has just ended. */
const lastAnswersMs = 150
const lastStepsMs = 3_000

const timer: BatchTimer = {
  now: () => performance.now(),
  after(ms, run) {
    const timeout = setTimeout(run, ms)
    return () => clearTimeout(timeout)
  },
  soon: setImmediate,
}
const startBackend = makeStartBackend({ args, folders, env, node: process.execPath, ticks: () => process.hrtime.bigint() })
let batcher = args.batcher
const { models, served } = makeHostModels({
  args,
  env,
  startBackend,
  between: (backend, { concurrent }, stats, schema) =>
    makeBatcher({
      call: backend.call,
      settings: () => batcher,
      schema,
      // One works; the next lies ready.
      places: concurrent ? args.concurrency : 2,
      concurrent,
      timer,
      executed: stats.batched,
      newId: randomUUID,
      warn: (words) => console.error(words),
    }),
  onEnded(words) {
    if (draining) return
    isOver = true
    // Who waits has been told, and who is on the way is; who comes now finds nobody, and waits for the next to be started.
    rmSync(args.socket, { force: true })
    rmSync(muxPath, { force: true })
    mux.leave()
    setTimeout(() => fail(words), lastAnswersMs)
  },
  log: (words) => console.error(words),
  nowMs: () => Date.now(),
})
const serving: Serving = {
  models,
  served,
  draining: () => draining,
  isOver: () => isOver,
  modelControl: args.modelControl,
  maxBodyBytes: args.maxBodyBytes,
  ticks: () => process.hrtime.bigint(),
  version,
}
const server = makeServer(serving)
const mux = makeMuxServer(serving)

const end = async (): Promise<void> => {
  const leaveNow = (): never => {
    leave()
    process.exit(0)
  }
  // A script's own threads may never end; with us its process does.
  setTimeout(leaveNow, lastStepsMs)
  await Promise.all(models.list().map((each) => each.unload()))
  leaveNow()
}
const drain = (): void => {
  if (draining) return
  draining = true
  // Nothing is under way before the model is there, and a script cannot be called off while it loads.
  if (served?.state() === 'loading') {
    leave()
    process.exit(0)
  }
  mux.leave()
  const closed = [server, mux.server].map((each) => new Promise((resolve) => each.close(resolve)))
  server.closeIdleConnections()
  void Promise.all(closed).then(end)
}
process.on('SIGTERM', drain)
process.on('SIGINT', drain)
if (args.exitWithStdin) process.stdin.on('close', drain).resume()

const muxPath = `${args.socket}${muxSuffix}`
for (const each of [mux.server, server]) each.on('error', (cause) => fail(`cannot listen: ${messageOf(cause)}`))
for (const path of [muxPath, args.socket]) rmSync(path, { force: true })
// First, as whoever finds the other looks for this one, too.
mux.server.listen(muxPath, () => chmodSync(muxPath, 0o600))
server.listen({ path: args.socket, backlog: 511 }, () => chmodSync(args.socket, 0o600))
const door = makeSettingsDoor({
  get: () => batcher,
  set(settings) {
    batcher = settings
  },
})
const doorPath = `${args.socket}.ctl`
rmSync(doorPath, { force: true })
door.on('error', (cause) => fail(`cannot listen: ${messageOf(cause)}`))
door.listen(doorPath, () => chmodSync(doorPath, 0o600)).unref()

try {
  await served?.load()
  const names = models.list().flatMap((each) => each.names)
  console.log(`serving ${names.join(', ')}: ready after ${Math.round(performance.now() - beginning.since)} ms`)
} catch (cause) {
  if (draining && !(cause instanceof BackendFault)) await end()
  fail(messageOf(cause))
}
