import type { Http } from './http.ts'
import type { List } from './types.ts'

export type DeploymentMetrics = {
  readonly deploymentId: string
  readonly stepSeconds: number
  /** RFC 3339: when steps begin. */
  readonly at: readonly string[]
  /** Of a cost the unit is its currency; null: nothing happened in the step, or nobody knows. */
  readonly series: readonly { readonly name: string; readonly unit: string; readonly values: readonly (number | null)[] }[]
}

export type InstancePhase = 'pending' | 'installing' | 'pulling' | 'loading' | 'running' | 'stopping' | 'failed'

export type DeploymentInstance = {
  readonly id: string
  readonly component: string
  readonly revision: string
  readonly phase: InstancePhase
  readonly since: string
  readonly startedAt: string
  readonly message: string
  /** Cores that it takes. */
  readonly cpu: number | null
  readonly cpuLimit: number | null
  readonly memoryBytes: number | null
  readonly memoryLimitBytes: number | null
  readonly restarts: number
  readonly progress: { readonly done: number; readonly total: number | null; readonly unit: 'bytes' } | null
}

export type InstanceSpan = {
  /** null: there was no instance yet. */
  readonly instanceId: string | null
  readonly component: string
  readonly revision: string
  readonly phase: InstancePhase
  readonly from: string
  /** null: it goes on. */
  readonly to: string | null
  readonly message: string
}

export type LogQuery = {
  readonly start?: string | undefined
  readonly end?: string | undefined
  /** `90s`, `10m`, `24h`, `7d` */
  readonly since?: string | undefined
  readonly top?: number | undefined
  readonly order?: 'asc' | 'desc' | undefined
  readonly component?: string | undefined
  readonly instance?: string | undefined
  readonly previous?: boolean | undefined
  readonly grep?: string | undefined
}

/** `pod`: its instance. */
export type LogLine = {
  readonly timestamp: string
  readonly msg: string
  readonly stream?: string
  readonly pod?: string
}

export type FollowedLine = LogLine & { readonly id: string }

const part = encodeURIComponent
const at = (id: string): string => `/v2/lm/deployments/${part(id)}`

/** How a deployment does. */
export const observingCalls = ({ call, stream }: Pick<Http, 'call' | 'stream'>) => ({
  metrics: (
    id: string,
    query: { readonly start?: string; readonly end?: string; readonly step?: string; readonly metrics?: string } = {},
  ) => call<DeploymentMetrics>('GET', `${at(id)}/metrics`, { query }),
  instances: (id: string) => call<List<DeploymentInstance>>('GET', `${at(id)}/instances`),
  timeline: (id: string, query: { readonly start?: string; readonly end?: string } = {}) =>
    call<List<InstanceSpan>>('GET', `${at(id)}/instances/timeline`, { query }),
  logs: (id: string, query: LogQuery) =>
    call<{ readonly data: { readonly result: readonly LogLine[] } }>('GET', `${at(id)}/logs`, { query: inQuery(query) }),
  /** What is there, then what comes, until the server or the signal ends it; `after`: the id of the last line that was read. */
  async *followLogs(
    id: string,
    query: LogQuery,
    { after, signal }: { readonly after?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<FollowedLine> {
    const headers = { accept: 'text/event-stream', ...(after === undefined ? {} : { 'last-event-id': after }) }
    const body = await stream('GET', `${at(id)}/logs`, { query: { ...inQuery(query), follow: 'true' }, headers, signal })
    let event = { id: '', data: '' }
    for await (const line of linesIn(body)) {
      if (line.startsWith('id:')) event = { ...event, id: line.slice(3).trim() }
      else if (line.startsWith('data:')) event = { ...event, data: line.slice(5).trim() }
      else if (line === '' && event.data !== '') {
        yield { ...(JSON.parse(event.data) as LogLine), id: event.id }
        event = { id: '', data: '' }
      }
    }
  },
})

const inQuery = ({ top, order, previous, ...query }: LogQuery) => ({
  ...query,
  $top: top,
  $order: order,
  previous: previous ? 'true' : undefined,
})

async function* linesIn(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
