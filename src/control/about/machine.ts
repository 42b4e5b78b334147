import { statfs } from 'node:fs/promises'
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'

const mb = 1024 * 1024

/** This machine now, as far as we may use it. */
export type MachineNow = {
  readonly system: string
  readonly architecture: string
  readonly node: string
  readonly cores: number
  readonly cpu: string
  readonly load: readonly number[]
  readonly memoryMb: number
  readonly freeMemoryMb: number
  /** Of the data directory. */
  readonly disk: { readonly totalMb: number; readonly freeMb: number }
}

export async function machineNow(dataFolder: string): Promise<MachineNow> {
  const { blocks, bavail, bsize } = await statfs(dataFolder)
  const constrained = process.constrainedMemory()
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
  return {
    system: `${type()} ${release()}`,
    architecture: arch(),
    node: process.version,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? '',
    load: loadavg().map((each) => Math.round(each * 100) / 100),
    memoryMb: Math.floor(memory / mb),
    freeMemoryMb: Math.floor(Math.min(process.availableMemory(), memory) / mb),
    disk: { totalMb: Math.floor((blocks * bsize) / mb), freeMb: Math.floor((bavail * bsize) / mb) },
  }
}
