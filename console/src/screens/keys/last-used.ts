import { read } from '../../api/client.ts'

const dayMs = 86_400_000

/** How many days ago each key was last used, by its id; not there: not in 90 days. */
export function useLastUsed(): ReadonlyMap<string, number> {
  const today = Math.floor(Date.now() / dayMs) * dayMs
  const start = new Date(today - 90 * dayMs).toISOString()
  const end = new Date(today + dayMs).toISOString()
  const { data } = read.useQuery('get', '/v2/analytics/usage', {
    params: { query: { start, end, interval: 'day', groupBy: 'apiKey', timezone: 'UTC' } },
  })
  const days = new Map<string, number>()
  for (const { apiKey, start: day } of data?.resources ?? []) {
    const ago = Math.round((today - Date.parse(day)) / dayMs)
    if (apiKey !== undefined) days.set(apiKey, Math.min(ago, days.get(apiKey) ?? ago))
  }
  return days
}
