import { type Kysely, type RawBuilder, sql } from 'kysely'
import { copyCredential } from '../domain/ledger.ts'
import { among } from './columns.ts'
import type { Schema } from './schema.ts'

/** What calls are told apart by. */
export const measureKeys = ['deploymentName', 'model', 'version', 'status'] as const
export type MeasureKey = (typeof measureKeys)[number]

const input = sql.raw('(uncached_input + cache_read + cache_write + audio_input)')
const output = sql.raw('(output + reasoning + audio_output)')
const active = sql`(${input} + ${output} - cache_read) * 1.0`
const answering = sql.raw('(ended_at - at - first_byte_ms)')

/** What is measured of a call; null: nothing, and it does not count. Numbers with fractions, so that no division cuts them off. */
const expressions = {
  requests: sql`1.0`,
  available: sql`case when status >= 500 then 0.0 else 100.0 end`,
  inputTokens: sql`${input} * 1.0`,
  cachedTokens: sql`cache_read * 1.0`,
  outputTokens: sql`${output} * 1.0`,
  totalTokens: sql`(${input} + ${output}) * 1.0`,
  activeTokens: active,
  provisionedTokens: sql`case when deployment_type = 'provisioned' then ${active} end`,
  cacheMatchRate: sql`case when ${input} > 0 then cache_read * 100.0 / ${input} end`,
  firstByteMs: sql`first_byte_ms * 1.0`,
  lastByteMs: sql`case when first_byte_ms is not null then (ended_at - at) * 1.0 end`,
  msBetweenTokens: sql`case when ${output} > 0 and first_byte_ms is not null then ${answering} * 1.0 / ${output} end`,
  tokensPerSecond: sql`case when ${output} > 0 and ${answering} > 0 then ${output} * 1000.0 / ${answering} end`,
} as const satisfies Record<string, RawBuilder<unknown>>
export type Measure = keyof typeof expressions
export const measures = Object.keys(expressions) as readonly Measure[]

export type MeasureQuery = {
  readonly measures: readonly Measure[]
  readonly by: readonly MeasureKey[]
  readonly resourceGroups: '*' | readonly string[]
  /** Ids. */
  readonly deployments: '*' | readonly string[]
  /** Values that keys must have one of. */
  readonly only: { readonly [key in MeasureKey]?: readonly string[] }
  /** Epoch ms; `end` is not included. Buckets begin with `start` and are `bucketMs` long. */
  readonly start: number
  readonly end: number
  readonly bucketMs: number
}

export type Measured = { readonly sum: number; readonly least: number; readonly most: number; readonly count: number }
export type MeasureRow = {
  /** Epoch ms. */
  readonly bucket: number
  readonly keys: { readonly [key in MeasureKey]?: string }
  /** Where at least one call had a value. */
  readonly values: { readonly [measure in Measure]?: Measured }
}

export type MeasureStore = {
  /** Of calls that are still kept; copies of calls are left out. By bucket and keys, ordered so. */
  read(query: MeasureQuery): Promise<readonly MeasureRow[]>
}

const columns = { deploymentName: 'deployment_name', model: 'model', version: 'version', status: 'status' } as const

export const makeMeasures = (db: Kysely<Schema>): MeasureStore => ({
  read: async ({ measures: wanted, by, resourceGroups, deployments, only, start, end, bucketMs }) => {
    const bucket = sql`(at - ${sql.raw(String(start))}) / ${sql.raw(String(bucketMs))}`
    const keys = by.map((key) => sql`coalesce(cast(${sql.raw(columns[key])} as text), '')`)
    let where = sql`at >= ${start} and at < ${end} and credential <> ${copyCredential}`
    if (resourceGroups !== '*') where = sql`${where} and ${among('resource_group', resourceGroups)}`
    if (deployments !== '*') where = sql`${where} and ${among('deployment_id', deployments)}`
    for (const key of measureKeys) {
      const values = only[key]
      if (!values) continue
      where = sql`${where} and ${values.length === 0 ? sql`1 = 0` : sql`coalesce(cast(${sql.raw(columns[key])} as text), '') in (${sql.join(values)})`}`
    }
    const selected = wanted.flatMap((name) => {
      const of = expressions[name]
      return [sql`sum(${of})`, sql`min(${of})`, sql`max(${of})`, sql`count(${of})`]
    })
    const named = [bucket, ...keys, ...selected].map((each, at) => sql`${each} as ${sql.raw(`c${at}`)}`)
    const groups = sql.join([bucket, ...keys])
    const { rows } = await sql<Record<string, unknown>>`
      select ${sql.join(named)} from ledger where ${where} group by ${groups} order by ${groups}`.execute(db)
    return rows.map((row) => {
      const cell = (at: number): unknown => row[`c${at}`]
      const values = wanted.flatMap((name, index): [Measure, Measured][] => {
        const at = 1 + by.length + index * 4
        const [sum, least, most, count] = [0, 1, 2, 3].map((more) => Number(cell(at + more))) as [number, number, number, number]
        return count > 0 ? [[name, { sum, least, most, count }]] : []
      })
      return {
        bucket: start + Number(cell(0)) * bucketMs,
        keys: Object.fromEntries(by.map((key, at) => [key, String(cell(1 + at))])),
        values: Object.fromEntries(values),
      }
    })
  },
})
