import { mkdirSync, openSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'

/** What the supervisor tells control and gateway, in the environment: settings are read and checked once, by it. */
export type ChildSettings = {
  readonly config: Config
  /** `http://127.0.0.1:8080`: where this machine reaches the gateway, or the configured public URL. */
  readonly origin: string
  /** Private directory of this run's sockets. */
  readonly runDir: string
  /** Log files when a person watches the terminal; null: standard output, for whoever collects it. */
  readonly logDir: string | null
}

/**
 * How the gateway's JavaScript engine is set up (figures in `docs/performance.md`): little room for young objects, which is memory
 * that the processor's caches still hold; none of them born old because others made at the same place lived long, as a call's
 * objects that are born old keep the young ones they name; and more of a call's way compiled as one piece.
 */
export const gatewayFlags: readonly string[] = [
  '--max-semi-space-size=8',
  '--no-allocation-site-pretenuring',
  '--max-inlined-bytecode-size=1200',
  '--max-inlined-bytecode-size-cumulative=3000',
]

const variable = 'LECTERN_CHILD'

export const childEnvironment = (env: NodeJS.ProcessEnv, settings: ChildSettings): NodeJS.ProcessEnv => ({
  ...env,
  [variable]: JSON.stringify(settings),
})

/** `openLog`: the file that the log of the process of that name goes to. */
export function readChildSettings(env: NodeJS.ProcessEnv): ChildSettings & { readonly openLog: (name: string) => number } {
  const text = env[variable]
  if (!text) throw new Error('this program is started by `lectern up`, not by hand')
  const settings = JSON.parse(text) as ChildSettings
  const { logDir } = settings
  return { ...settings, openLog: (name) => (logDir === null ? standardOutput : logFile(logDir, name)) }
}

const standardOutput = 1

/** Where control serves its API, and where it serves gateways. */
export const apiSocketIn = (runDir: string): string => join(runDir, 'control.sock')
export const linkSocketIn = (runDir: string): string => join(runDir, 'gateways.sock')

/** Where the gateway takes the lines of batches from control. */
export const batchSocketIn = (runDir: string): string => join(runDir, 'batches.sock')

/** A control process that was killed leaves its sockets behind, and a path that exists cannot be listened on. */
export const removeSockets = async (runDir: string): Promise<void> => {
  for (const path of [apiSocketIn(runDir), linkSocketIn(runDir)]) await rm(path, { force: true })
}

export const tellReady = (facts: object): void => void process.send?.({ ready: facts })

function logFile(directory: string, name: string): number {
  mkdirSync(directory, { recursive: true })
  return openSync(join(directory, `${name}.log`), 'a')
}
