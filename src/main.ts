import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, ConfigError, readConfig } from './config.ts'
import { findContainerSocket } from './engines/container/find-socket.ts'
import { openLimits } from './engines/process/limits.ts'
import { openProcessRecord } from './engines/process/process-record.ts'
import { type Channel, serveEngine } from './engines/remote-engine.ts'
import { openLocalEngine } from './local-engine.ts'
import { banner } from './supervisor/banner.ts'
import { selfSignedCertificate } from './supervisor/certificate.ts'
import { childEnvironment, gatewayFlags } from './supervisor/child-settings.ts'
import { keepAlive } from './supervisor/keep-alive.ts'
import { AlreadyRunning, lockDataDir } from './supervisor/lock.ts'
import { systemClock } from './system.ts'

/**
 * `lectern up`: keeps the control and gateway processes alive and holds the instances, so that none of the three takes
 * another down with it. Small on purpose: what does nothing much does not crash.
 */
export async function up(flags: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  let config: Config
  let unlock: () => void
  try {
    config = readConfig(flags, env, process.cwd())
    unlock = lockDataDir(config.dataDir)
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof AlreadyRunning)) throw error
    console.error(`lectern: ${error.message}`)
    process.exit(1)
  }
  const startedAt = systemClock.now()
  const runDir = mkdtempSync(join(tmpdir(), 'lectern-'))
  const record = openProcessRecord(join(config.dataDir, 'instances.json'))
  record.sweep()
  const limits = openLimits({ clock: systemClock, name: `lectern-${digestOf(config.dataDir)}` })
  limits.sweep()
  // Compiled code is kept between starts: the processes and the built-in runner come up in about half the time.
  const ownEnv = { NODE_COMPILE_CACHE: join(config.dataDir, 'cache', 'code'), ...env }
  const containerSocket = findContainerSocket(config.containerSocket ?? null, env)
  const { dataDir, warmPool } = config
  const engine = openLocalEngine({ clock: systemClock, runDir, dataDir, record, env: ownEnv, limits, containerSocket, warmPool })

  // Both processes are told of the port, and a restarted gateway must come back to it: so a free one is chosen here.
  const port = config.port || (await freePort(config.host))
  const tls =
    config.tls.kind === 'self-signed'
      ? { kind: 'files' as const, ...(await selfSignedCertificate(config.dataDir, config.host, systemClock)) }
      : config.tls
  const grpc = config.grpc && { ...config.grpc, port: config.grpc.port || (await freePort(config.host)) }
  const origin = originOf(config, port)
  const logDir = process.stdout.isTTY ? join(config.dataDir, 'logs') : null
  const settings = { config: { ...config, port, grpc, tls }, origin, runDir, logDir }
  let unserve = (): void => {}
  const childEnv = (): NodeJS.ProcessEnv => childEnvironment(ownEnv, settings)
  const program = (name: string): string => join(import.meta.dirname, name)
  const control = keepAlive({
    name: 'control',
    command: [process.execPath, program('control-main.ts')],
    env: childEnv,
    clock: systemClock,
    onStart: (child) => {
      unserve()
      unserve = serveEngine(engine, channelOf(child))
    },
    onRestart: (how) => console.error(`lectern: control ended (${how}); starting it again, calls go on`),
  })
  const gateway = keepAlive({
    name: 'gateway',
    command: [process.execPath, ...gatewayFlags, program('gateway-main.ts')],
    env: childEnv,
    clock: systemClock,
    onStart: () => {},
    onRestart: (how) => console.error(`lectern: gateway ended (${how}); starting it again`),
  })

  let askedAt = 0
  const stop = async (code: number): Promise<void> => {
    // Ctrl-C arrives several times over: from the terminal, and handed on by npm. A person who insists comes later.
    if (askedAt > 0) return systemClock.now() - askedAt > 1_000 ? process.exit(130) : undefined
    askedAt = systemClock.now()
    // Ctrl-C goes to all processes of a terminal: one that is not up yet ends by it.
    control.letEnd()
    await gateway.stop('SIGTERM')
    await control.stop('SIGTERM')
    await engine[Symbol.asyncDispose]()
    rmSync(runDir, { recursive: true, force: true })
    unlock()
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))

  try {
    const [{ demo, signInToken }, { grpcPort }] = (await Promise.all([control.ready(), gateway.ready()])) as [
      { demo: boolean; signInToken: string },
      { grpcPort: number | null },
    ]
    console.log(banner({ config, origin, grpcPort, demo, signInToken, logDir, readyMs: systemClock.now() - startedAt }))
  } catch (error) {
    console.error(`lectern: ${error instanceof Error ? error.message : error}`)
    await stop(1)
  }
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** Where this machine reaches us, unless the administrator says how others do. */
function originOf({ publicUrl, tls, host }: Config, port: number): string {
  if (publicUrl) return publicUrl.replace(/\/+$/, '')
  const reachable = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `${tls.kind === 'off' ? 'http' : 'https'}://${reachable}:${port}`
}

/** The same for the same folder: what a killed run left is found by it. */
const digestOf = (folder: string): string => createHash('sha256').update(folder).digest('hex').slice(0, 12)

const channelOf = (child: ChildProcess): Channel => ({
  send: (message) => {
    if (child.connected) child.send(message as object)
  },
  onMessage: (listener) => child.on('message', listener),
})
