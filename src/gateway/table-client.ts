import { request as httpRequest } from 'node:http'
import type { Clock } from '../domain/clock.ts'
import type { LoadReport, TableMessage } from '../domain/route.ts'
import type { Log } from '../telemetry/logger.ts'
import type { Bell } from './bell.ts'
import type { Table } from './table.ts'

export type TableClientDeps = {
  readonly socketPath: string
  readonly gatewayId: string
  readonly table: Table
  readonly clock: Clock
  readonly log: Log
}

const firstRetryMs = 50
const lastRetryMs = 250

/**
 * Follows control's table for as long as the signal lets it: `GET /internal/table?gateway=<id>`, one message a line. When control goes the
 * last complete table stays in force, and the connection is tried again every 50 to 250 ms, forever.
 */
export async function followTable(deps: TableClientDeps, signal: AbortSignal): Promise<void> {
  let waitMs = firstRetryMs
  let told = false
  while (!signal.aborted) {
    const before = deps.table.applied()
    const trouble = await readOnce(deps, signal)
    if (signal.aborted) return
    if (deps.table.applied() !== before) {
      waitMs = firstRetryMs
      told = false
    }
    // At the start control may not be there yet: nothing is lost before the first table.
    if (!deps.table.ready()) deps.log.debug({ trouble }, 'no table stream yet; trying again')
    else if (!told) deps.log.warn({ trouble }, 'lost the table stream; trying again')
    told = deps.table.ready()
    await deps.clock.sleep(waitMs, signal).catch(() => {})
    waitMs = Math.min(lastRetryMs, waitMs * 1.5)
  }
}

/** Resolves with what ended the stream. */
function readOnce({ socketPath, gatewayId, table, log }: TableClientDeps, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const request = httpRequest({
      socketPath,
      path: `/internal/table?gateway=${encodeURIComponent(gatewayId)}`,
      method: 'GET',
      headers: { accept: 'application/x-ndjson' },
      signal,
    })
    request.on('error', (error) => resolve(error.message))
    request.on('response', (response) => {
      if (response.statusCode !== 200) {
        response.resume()
        resolve(`control answered ${response.statusCode}`)
        return
      }
      let partial = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        const lines = (partial + text).split('\n')
        partial = lines.pop() ?? ''
        try {
          for (const line of lines) if (line.trim() !== '') table.apply(JSON.parse(line) as TableMessage)
        } catch (error) {
          log.error({ err: error }, 'unreadable table message')
          request.destroy()
        }
      })
      response.on('error', (error) => resolve(error.message))
      response.on('close', () => resolve('the stream ended'))
    })
    request.end()
  })
}

/** How often load is reported though nothing changed. */
const restateMs = 5000

/** Reports calls in flight each second if they changed (at once when the bell rings), and every five seconds anyhow. Lost reports are of no account. */
export async function reportLoad(
  deps: {
    readonly socketPath: string
    readonly gatewayId: string
    readonly clock: Clock
    readonly load: () => Omit<LoadReport, 'gatewayId'>
    /** Rung when a report is wanted at once. */
    readonly bell: Pick<Bell, 'wait'>
  },
  signal: AbortSignal,
): Promise<void> {
  let last = ''
  let lastAt = Number.NEGATIVE_INFINITY
  while (!signal.aborted) {
    const body = JSON.stringify({ gatewayId: deps.gatewayId, ...deps.load() } satisfies LoadReport)
    const now = deps.clock.now()
    if (body !== last || now - lastAt >= restateMs) {
      const arrived = await post(deps.socketPath, '/internal/load', body, signal)
      if (arrived) {
        last = body
        lastAt = now
      }
    }
    await deps.bell.wait(1000, signal)
  }
}

function post(socketPath: string, path: string, body: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const request = httpRequest({ socketPath, path, method: 'POST', headers, signal }, (response) => {
      response.resume()
      response.on('close', () => resolve(response.statusCode !== undefined && response.statusCode < 300))
    })
    request.on('error', () => resolve(false))
    request.setTimeout(5000, () => request.destroy())
    request.end(body)
  })
}
