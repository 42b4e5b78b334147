import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Config } from './config.ts'
import { findContainerSocket } from './engines/container/find-socket.ts'
import type { HostFacts } from './executables/define.ts'

/** What this machine offers to model servers. */
export function hostFacts(config: Config, path: string, visibleGpus?: string, env: NodeJS.ProcessEnv = {}): HostFacts {
  const onPath = (program: string): string | null =>
    path
      .split(delimiter)
      .filter((folder) => folder !== '')
      .map((folder) => join(folder, program))
      .find(isProgram) ?? null
  const runtime = (name: string): string => join(import.meta.dirname, 'runtimes', name, 'main.ts')
  return {
    llamaServer: config.llamaServer ?? onPath('llama-server'),
    node: process.execPath,
    llamaRunner: runtime('llama-runner'),
    predictorHost: runtime('predictor-host'),
    scriptChecks: { python: join(import.meta.dirname, 'runtimes', 'python', 'check.py'), node: runtime('script-check') },
    python: config.python ?? onPath('python3'),
    cores: availableParallelism(),
    containerSocket: findContainerSocket(config.containerSocket ?? null, env),
    machine: {
      cores: config.machineCores ?? availableParallelism(),
      memoryMb: Math.max(0, (config.machineMemoryMb ?? Math.floor(memoryBytes() / 1024 / 1024)) - spareMb * config.warmPool),
      gpus: gpusOf(onPath('nvidia-smi'), visibleGpus),
    },
  }
}

/** What processes started ahead take: one of each runtime, as measured. */
const spareMb = 180

/** A container may have been given less than the machine has; without a limit Node tells a number beyond all machines, or 0. */
function memoryBytes(): number {
  const given = process.constrainedMemory()
  return given > 0 ? Math.min(given, totalmem()) : totalmem()
}

/** Unique names of the GPUs that we may use: `GPU-8f6d…`. */
function gpusOf(program: string | null, visible: string | undefined): readonly string[] {
  if (program === null) return []
  const rows = askGpus(program).map((line) => line.split(',').map((each) => each.trim()))
  const named = visible?.split(',').map((each) => each.trim())
  return rows.flatMap(([index = '', name = '']) =>
    !named || named.some((each) => each === index || (each !== '' && name.startsWith(each))) ? [name] : [],
  )
}

function askGpus(program: string): readonly string[] {
  try {
    const text = execFileSync(program, ['--query-gpu=index,uuid', '--format=csv,noheader'], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return text.split('\n').filter((line) => line.includes('GPU-'))
  } catch {
    return [] // a driver without a GPU, or none that works: there is none to give
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // not there, or not for us to run: the same to us
  }
}
