import type { Event, Hint, NewRate, Rate, Rerate } from '../../client/money.ts'
import type { UsageRow } from '../../client/types.ts'
import { nanoIn } from '../nano-in.ts'
import { plain, type Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { watching } from '../watching.ts'
import { UsageError } from '../world.ts'
import { patiently } from './patiently.ts'
import { costOf, titleOf } from './usage.ts'

export type RateOptions = {
  readonly model?: string
  readonly modelVersion?: string
  readonly executable?: string
  readonly type?: string
  readonly residency?: string
  readonly tier?: string
  readonly plan?: string
  readonly from: string
  readonly until?: string
  readonly currency?: string
  readonly input?: string
  readonly cachedInput?: string
  readonly cacheWrite?: string
  readonly outputTokens?: string
  readonly hour?: string
  readonly source?: string
  readonly replaces?: string
}
export type RerateOptions = {
  readonly from: string
  readonly to: string
  readonly model?: string
  readonly deployment?: string
  readonly inGroup?: string
  readonly dryRun?: boolean
}
export type StatementOptions = { readonly timezone?: string; readonly by?: string; readonly group?: string }

const facts = ['model', 'modelVersion', 'executableId', 'deploymentType', 'residency', 'serviceTier', 'instanceType'] as const

const rateShape: Shape<Rate> = {
  columns: {
    ID: (each) => each.id,
    KIND: (each) => each.kind,
    FOR: (each) => facts.flatMap((name) => (each[name] === null ? [] : [`${name}=${each[name]}`])).join(' ') || 'everything',
    FROM: (each) => each.validFrom,
    UNTIL: (each) => each.validUntil,
    PRICE: (each) => priceInWords(each),
    SOURCE: (each) => each.source,
  },
  name: (each) => each.id,
}

const priceInWords = ({ tokens, nanoPerHour, currency }: Rate): string => {
  if (!tokens) return `${amount(nanoPerHour ?? 0)} ${currency} an hour`
  const parts = { input: tokens.input, cached: tokens.cachedInput, output: tokens.output }
  const said = Object.entries(parts).flatMap(([name, nano]) => (nano === null ? [] : [`${name} ${amount(nano)}`]))
  return `${said.join(', ')} ${currency} a million`
}

/** Exactly, with two decimals at least. */
const amount = (nano: number): string => {
  const digits = String(nano).padStart(10, '0')
  return `${digits.slice(0, -9)}.${digits.slice(-9).replace(/0{1,7}$/, '')}`
}

export const listRates = async ({ client, output }: Session): Promise<void> => output.list(rateShape, await client.money.rates())

export async function createRate({ client, output }: Session, kind: string, options: RateOptions): Promise<void> {
  if (kind !== 'tokens' && kind !== 'instance' && kind !== 'unit')
    throw new UsageError(`${kind}: must be tokens, instance or unit`)
  const { model, modelVersion, executable, type, residency, tier, plan, from, until, currency, source, replaces } = options
  const body: NewRate = {
    kind,
    validFrom: from,
    ...(model === undefined ? {} : { model }),
    ...(modelVersion === undefined ? {} : { modelVersion }),
    ...(executable === undefined ? {} : { executableId: executable }),
    ...(type === undefined ? {} : { deploymentType: type }),
    ...(residency === undefined ? {} : { residency }),
    ...(tier === undefined ? {} : { serviceTier: tier }),
    ...(plan === undefined ? {} : { instanceType: plan }),
    ...(until === undefined ? {} : { validUntil: until }),
    ...(currency === undefined ? {} : { currency }),
    ...(source === undefined ? {} : { source }),
    ...(replaces === undefined ? {} : { replaces }),
    ...(kind === 'tokens' ? { tokens: tokensIn(options) } : { nanoPerHour: hourIn(options) }),
  }
  await output.one(rateShape, await client.money.createRate(body))
}

const tokensIn = ({ input, cachedInput, cacheWrite, outputTokens }: RateOptions) => {
  if (input === undefined) throw new UsageError('--input is required: what a million input tokens cost, such as 2.50')
  return {
    input: nanoIn(input, '--input'),
    cachedInput: cachedInput === undefined ? null : nanoIn(cachedInput, '--cached-input'),
    cacheWrite: cacheWrite === undefined ? null : nanoIn(cacheWrite, '--cache-write'),
    output: outputTokens === undefined ? null : nanoIn(outputTokens, '--output-tokens'),
  }
}

const hourIn = ({ hour }: RateOptions): number => {
  if (hour === undefined) throw new UsageError('--hour is required: what an hour costs, such as 1.20')
  return nanoIn(hour, '--hour')
}

export async function removeRate({ client, say }: Session, id: string): Promise<void> {
  await client.money.removeRate(id)
  say(`rate card ${id} removed`)
}

const rerateShape: Shape<Rerate> = {
  columns: {
    ID: (each) => each.id,
    STATE: (each) => each.state,
    ROWS: (each) => each.rows,
    CHANGED: (each) => each.changed,
    BEFORE: (each) => sumsInWords(each.before),
    AFTER: (each) => sumsInWords(each.after),
  },
  name: (each) => each.id,
}

const sumsInWords = ({ costs, unpriced }: Rerate['before']): string => costOf({ costs, unpriced })

/** Waits for the end. */
export async function rerate({ client, output, world }: Session, options: RerateOptions): Promise<void> {
  const { from, to, model, deployment, inGroup, dryRun = false } = options
  const filter = {
    ...(model === undefined ? {} : { model }),
    ...(deployment === undefined ? {} : { deployment }),
    ...(inGroup === undefined ? {} : { resourceGroup: inGroup }),
  }
  let job = await client.money.rerate({ from: moment(from, '--from'), to: moment(to, '--to'), dryRun, filter })
  await watching(world, 'the same command again, once it is over: what is charged right is not charged again', async () => {
    while (job.state === 'RUNNING') {
      await world.sleep(1_000, world.interrupted)
      const { id } = job
      job = await patiently(world, () => client.money.getRerate(id))
    }
  })
  await output.one(rerateShape, job)
}

/** A day alone is its beginning in UTC. */
const moment = (text: string, flag: string): string => {
  const at = Date.parse(text)
  if (Number.isFinite(at)) return new Date(at).toISOString()
  throw new UsageError(`${flag} ${text}: must be a day or a time, such as 2026-11-01`)
}

const usualGroups = ['resourceGroup', 'deployment', 'model', 'apiKey', 'kind']

const lineShape = (by: readonly string[]): Shape<UsageRow> => ({
  columns: {
    ...Object.fromEntries(by.map((name) => [name.toUpperCase(), (row: UsageRow) => titleOf[name]?.(row)])),
    CALLS: (row) => row.calls,
    INPUT: (row) => row.inputTokens,
    OUTPUT: (row) => row.outputTokens,
    'INSTANCE SECONDS': (row) => row.runningSeconds,
    'UNIT MINUTES': (row) => row.provisionedUnitMinutes,
    COST: costOf,
  },
  name: (row) => by.map((name) => titleOf[name]?.(row) ?? '').join(' '),
})

/** Lines to standard output; the total is said beside them, and is part of `-o json`. */
export async function statement(
  { client, output, say, world }: Session,
  month: string,
  options: StatementOptions,
): Promise<void> {
  const by = options.by ? options.by.split(',').map((name) => name.trim()) : usualGroups
  const found = await client.money.statement(month, {
    timezone: options.timezone,
    groupBy: by.join(','),
    resourceGroup: options.group ?? world.env['LECTERN_GROUP'],
  })
  const { lines, totals, unpriced, closed } = found
  await output.list(lineShape(by), { ...found, count: lines.length, resources: lines })
  const total = costOf({ costs: totals, unpriced }) || 'nothing'
  say(`${month} (${found.timezone})${closed ? '' : ', so far'}: ${plain(total)}`)
}

const hintShape: Shape<Hint> = {
  columns: { KIND: (each) => each.kind, DEPLOYMENT: (each) => each.deploymentName, HINT: (each) => each.message },
  name: (each) => each.deployment,
}
export const listHints = async ({ client, output }: Session): Promise<void> => output.list(hintShape, await client.money.hints())

const eventShape: Shape<Event> = {
  columns: {
    AT: (each) => each.at,
    KIND: (each) => each.kind,
    SEVERITY: (each) => each.severity,
    GROUP: (each) => each.resourceGroup,
    MESSAGE: (each) => each.message,
  },
  name: (each) => each.kind,
}
export const listEvents = async ({ client, output }: Session): Promise<void> =>
  output.list(eventShape, await client.money.events())
