import type { Instance } from '../domain/instance.ts'
import { type Amounts, amountNames, type Machine } from '../domain/resources.ts'

export type Fit =
  /** `gpus`: those that it gets. */
  | { readonly fits: true; readonly gpus: readonly string[] }
  /** For people: `needs 4 cores, 1.5 of 2 are free`. */
  | { readonly fits: false; readonly message: string }

type Taker = Pick<Instance, 'phase' | 'resources' | 'gpus'>

/** Whether there is room for one more instance beside those that there are. */
export function fit(needs: Amounts, machine: Machine, instances: readonly Taker[]): Fit {
  const { total, free } = room(machine, instances)
  const short = amountNames.filter((name) => needs[name] > free[name])
  if (short.length > 0) {
    const message = short.map(
      (name) => `needs ${words(name, needs[name])}, ${free[name]} of ${total[name]} ${be(total[name])} free`,
    )
    return { fits: false, message: message.join('; ') }
  }
  const taken = new Set(living(instances).flatMap(({ gpus = [] }) => gpus))
  return { fits: true, gpus: machine.gpus.filter((each) => !taken.has(each)).slice(0, needs.gpus) }
}

/** Why no instance of these needs will ever run on this machine; null: it could. */
export function neverFits(needs: Amounts, machine: Machine): string | null {
  const { total } = room(machine, [])
  const short = amountNames.filter((name) => needs[name] > total[name])
  if (short.length === 0) return null
  return short.map((name) => `needs ${words(name, needs[name])}; this machine has ${total[name]}`).join('; ')
}

export type Room = { readonly total: Amounts; readonly free: Amounts }

/** What a machine has, and what of it nobody has been given. */
export function room({ cores, memoryMb, gpus }: Machine, instances: readonly Taker[]): Room {
  const total = { cores, memoryMb, gpus: gpus.length }
  const requests = living(instances).flatMap(({ resources }) => resources?.requests ?? [])
  const sum = (name: keyof Amounts): number => requests.reduce((sum, each) => sum + Math.round(each[name] * 1000), 0)
  const left = (name: keyof Amounts): number => Math.max(0, (Math.round(total[name] * 1000) - sum(name)) / 1000)
  return { total, free: { cores: left('cores'), memoryMb: left('memoryMb'), gpus: left('gpus') } }
}

/** One that is being stopped still has what it was given. */
const living = (instances: readonly Taker[]): readonly Taker[] => instances.filter(({ phase }) => phase !== 'exited')

const words = (name: keyof Amounts, amount: number): string =>
  name === 'memoryMb' ? `${amount} MB of memory` : `${amount} ${name === 'cores' ? 'core' : 'GPU'}${amount === 1 ? '' : 's'}`

const be = (total: number): string => (total === 1 ? 'is' : 'are')
