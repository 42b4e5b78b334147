import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type DestinationStream, destination } from 'pino'
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

const variable = 'LECTERN_CHILD'

export const childEnvironment = (env: NodeJS.ProcessEnv, settings: ChildSettings): NodeJS.ProcessEnv => ({
  ...env,
  [variable]: JSON.stringify(settings),
})

export function readChildSettings(
  env: NodeJS.ProcessEnv,
): ChildSettings & { readonly logTo: ((name: string) => DestinationStream) | null } {
  const text = env[variable]
  if (!text) throw new Error('this program is started by `lectern up`, not by hand')
  const settings = JSON.parse(text) as ChildSettings
  const { logDir } = settings
  return { ...settings, logTo: logDir === null ? null : (name) => logFile(logDir, name) }
}

/** Where control serves its API, and where it serves gateways. */
export const apiSocketIn = (runDir: string): string => join(runDir, 'control.sock')
export const linkSocketIn = (runDir: string): string => join(runDir, 'gateways.sock')

/** A control process that was killed leaves its sockets behind, and a path that exists cannot be listened on. */
export const removeSockets = async (runDir: string): Promise<void> => {
  for (const path of [apiSocketIn(runDir), linkSocketIn(runDir)]) await rm(path, { force: true })
}

export const tellReady = (facts: object): void => void process.send?.({ ready: facts })

function logFile(directory: string, name: string): DestinationStream {
  mkdirSync(directory, { recursive: true })
  return destination({ dest: join(directory, `${name}.log`), sync: false, minLength: 4096, periodicFlush: 1000 })
}
