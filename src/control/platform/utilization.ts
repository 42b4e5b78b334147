import type { CapacityOf } from '../../domain/model-capacity.ts'
import type { Measured, MeasureKey } from '../../store/measures.ts'
import type { UsageQuery } from '../../store/store.ts'
import type { UsageDeps } from './usage.ts'

export type UtilizationDeps = UsageDeps & { readonly capacityOf: CapacityOf }

type Asked = Pick<UsageQuery, 'resourceGroups' | 'deployments' | 'start' | 'end'> & {
  readonly by: readonly MeasureKey[]
  readonly only: { readonly [key in MeasureKey]?: readonly string[] }
  readonly bucketMs: number
}

type Row = { readonly bucket: number; readonly keys: { readonly [key in MeasureKey]?: string }; readonly value: Measured }

/**
 * Per cent of their provisioned units that deployments used, minute by minute: work that began in it, by what units of the model take
 * in a minute. Minutes in which nothing was reserved do not count; neither do models of which nobody knows what a unit takes.
 */
export async function readUtilization(deps: UtilizationDeps, asked: Asked): Promise<readonly Row[]> {
  const { by, only, bucketMs, start, end, resourceGroups, deployments } = asked
  const found = await deps.store.usage.sums({
    grain: 'minute',
    start,
    end,
    resourceGroups,
    deployments,
    by: ['deploymentId', 'model', 'version'],
  })
  const names = new Map<string, string>()
  for (const id of new Set(found.map(({ keys }) => keys.deploymentId ?? '')))
    names.set(id, (await deps.store.deployments.byId(id))?.name ?? id)

  const minuteOf = (bucket: number, id: string | undefined): string => `${bucket} ${id}`
  const reserved = new Set(
    found.filter(({ sums }) => sums.unitMinutes > 0n).map(({ bucket, keys }) => minuteOf(bucket, keys.deploymentId)),
  )

  /** By minute and keys. */
  const minutes = new Map<string, { bucket: number; keys: Row['keys']; work: number; room: number }>()
  for (const { bucket, keys, sums } of found) {
    // Work of deployments without units uses none of those that others have.
    if (!reserved.has(minuteOf(bucket, keys.deploymentId))) continue
    const facts = {
      deploymentName: names.get(keys.deploymentId ?? '') ?? '',
      model: keys.model ?? '',
      version: keys.version ?? '',
    }
    if (Object.entries(only).some(([key, values]) => !values.includes(facts[key as keyof typeof facts] ?? ''))) continue
    const rule = deps.capacityOf(facts.model, 'global').units
    if (!rule) continue
    const own = Object.fromEntries(by.map((key) => [key, facts[key as keyof typeof facts] ?? '']))
    const id = JSON.stringify([bucket, own])
    const minute = minutes.get(id) ?? { bucket, keys: own, work: 0, room: 0 }
    minutes.set(id, minute)
    const output = Number(sums.output + sums.reasoning + sums.audioOutput)
    minute.work += Number(sums.uncachedInput + sums.cacheWrite + sums.audioInput) + output * rule.outputWeight
    minute.room += Number(sums.unitMinutes) * rule.inputTokensPerMinute
  }

  const rows = new Map<string, Row>()
  for (const { bucket, keys, work, room } of minutes.values()) {
    if (room === 0) continue
    const percent = (work / room) * 100
    const at = start + Math.floor((bucket - start) / bucketMs) * bucketMs
    const id = JSON.stringify([at, keys])
    const before = rows.get(id)?.value
    const value = before
      ? {
          sum: before.sum + percent,
          least: Math.min(before.least, percent),
          most: Math.max(before.most, percent),
          count: before.count + 1,
        }
      : { sum: percent, least: percent, most: percent, count: 1 }
    rows.set(id, { bucket: at, keys, value })
  }
  return [...rows.values()]
}
