import type { SeriesAddition } from '../domain/call-series.ts'
import type { Clock } from '../domain/clock.ts'
import type { LoadReport } from '../domain/route.ts'
import type { Store } from '../store/store.ts'
import { makeGatewaysHeard } from './gateways-heard.ts'

export type LoadSamplesDeps = {
  readonly store: Pick<Store, 'callSeries'>
  readonly clock: Clock
  readonly log: { error(fields: object, event: string): void }
}

/** Writes down how many calls are at work and wait, as gateways report it; seconds in which there are none are left out. */
export type LoadSamples = AsyncDisposable & {
  heard(report: LoadReport): void
  start(): void
}

const sampleMs = 1_000
const writeMs = 10_000

export function makeLoadSamples({ store, clock, log }: LoadSamplesDeps): LoadSamples {
  const ended = new AbortController()
  const gateways = makeGatewaysHeard()
  /** By deployment, then by gateway. */
  const lanes = { inFlight: new Map<string, Map<string, number>>(), waiting: new Map<string, Map<string, number>>() }
  let samples: SeriesAddition[] = []
  let writtenAt = clock.now()
  let running: Promise<void> | null = null

  const sample = (): void => {
    const at = clock.now()
    for (const what of ['inFlight', 'waiting'] as const)
      for (const [deploymentId, byGateway] of lanes[what]) {
        const bin = gateways.sum(byGateway, at)
        if (bin > 0) samples.push({ deploymentId, at, what, bin, amount: 1 })
      }
  }

  const write = async (): Promise<void> => {
    writtenAt = clock.now()
    const taken = samples
    samples = []
    // They are for people to look at: what cannot be written now is left out.
    await store.callSeries.add(taken).catch((error) => log.error({ err: error }, 'how many calls wait could not be written down'))
  }

  const forever = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await clock.sleep(sampleMs, ended.signal).catch(() => {}) // aborted: the condition above ends it
      sample()
      if (clock.now() - writtenAt >= writeMs) await write()
    }
  }

  return {
    heard({ gatewayId, lanes: reported = {} }) {
      gateways.heard(gatewayId, clock.now())
      for (const all of Object.values(lanes))
        for (const [id, byGateway] of all) if (byGateway.delete(gatewayId) && byGateway.size === 0) all.delete(id)
      for (const [id, [inFlight, waiting]] of Object.entries(reported)) {
        if (id !== deploymentIn(id)) continue // a transformer's: calls are on their way to the model there
        if (inFlight > 0) note(lanes.inFlight, id, gatewayId, inFlight)
        if (waiting > 0) note(lanes.waiting, id, gatewayId, waiting)
      }
    },
    start() {
      running = forever()
    },
    async [Symbol.asyncDispose]() {
      ended.abort()
      await running
      await write()
    },
  }
}

const deploymentIn = (lane: string): string => lane.split('/', 1)[0] ?? lane

function note(all: Map<string, Map<string, number>>, id: string, gatewayId: string, count: number): void {
  const byGateway = all.get(id) ?? new Map<string, number>()
  byGateway.set(gatewayId, count)
  all.set(id, byGateway)
}
