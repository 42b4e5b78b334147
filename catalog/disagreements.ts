import type { CatalogVersion } from '../src/domain/catalog.ts'
import type { Draft, DraftVersion } from './curated.ts'
import { type Known, packageName, packageVersion } from './genai-prices.ts'
import { decimal } from './nano.ts'

export type Merged = {
  readonly draft: Draft
  readonly from: DraftVersion
  readonly version: CatalogVersion
  /** What the price package knows of it under our provider. */
  readonly known: Known | null
  /** What it knows of the same model on the maker's own platform. */
  readonly maker: Known | null
}

/** Where sources differ, what is only a bound, what has no price: for whoever reviews a new import. */
export const disagreementReport = (rows: readonly Merged[]): string =>
  [
    '# Where the sources of the catalog disagree',
    '',
    `Written by \`catalog/import.ts\` from \`catalog/models/*.yaml\` and ${packageName} ${packageVersion}; edits here are lost.`,
    '',
    ...table('Facts', ['Model', 'Field', 'In the catalog', 'Elsewhere', 'Source'], rows.flatMap(differences)),
    ...table('Bounds and choices', ['Model', 'What is not a documented fact'], rows.flatMap(bounds)),
    ...table('Rates the catalog does not carry', ['Rates', 'Models'], notCarried(rows)),
    ...table('Without token prices', ['Model', 'Provider'], rows.flatMap(unpriced)),
  ].join('\n')

type Row = readonly string[]

const differences = (row: Merged): Row[] => [...claims(row), ...windows(row), ...deprecations(row), ...makerPrices(row)]

const claims = (row: Merged): Row[] =>
  row.from.elsewhere.flatMap(({ source, ...fields }) =>
    Object.entries(fields).map(([field, value]) => [nameOf(row), field, show(ours(row.version, field)), show(value), source]),
  )

const windows = (row: Merged): Row[] =>
  [row.known, row.maker]
    .filter((known) => known !== null)
    .filter(({ contextLength }) => contextLength !== null && contextLength !== row.version.contextLength)
    .map((known) => [nameOf(row), 'contextLength', show(row.version.contextLength), show(known.contextLength), sourceOf(known)])

const deprecations = (row: Merged): Row[] =>
  row.known?.deprecated && row.version.retirementDate === null && row.version.deprecatedFrom === null
    ? [[nameOf(row), 'deprecatedFrom', '–', 'deprecated', sourceOf(row.known)]]
    : []

const rates = ['input', 'cachedInput', 'cacheWrite', 'output'] as const

const makerPrices = (row: Merged): Row[] => {
  const { maker } = row
  const price = row.version.prices.at(-1)
  const other = maker?.prices.at(-1)
  if (!maker || !price || !other) return []
  return rates
    .filter((rate) => price[rate] !== other[rate])
    .map((rate) => [nameOf(row), `price, ${rate}`, money(price[rate]), money(other[rate]), sourceOf(maker)])
}

const bounds = (row: Merged): Row[] => (row.from.bound === null ? [] : [[nameOf(row), row.from.bound]])

const notCarried = (rows: readonly Merged[]): Row[] => {
  const models = Map.groupBy(rows, ({ known }) => known?.notCarried.join(', ') ?? '')
  models.delete('')
  return [...models].map(([missing, of]) => [missing, of.map(nameOf).join(', ')])
}

const unpriced = (row: Merged): Row[] => (row.version.prices.length === 0 ? [[nameOf(row), row.draft.provider]] : [])

/** A claim may name a field of the version or a rate of its newest price. */
const ours = (version: CatalogVersion, field: string): unknown => {
  const rate = rates.find((name) => name === field)
  if (rate) return money(version.prices.at(-1)?.[rate])
  const fields: Record<string, unknown> = version
  return fields[field]
}

/** Units of the currency per million tokens. */
const money = (nano: number | null | undefined): string => (nano === null || nano === undefined ? '–' : decimal(nano))

const nameOf = ({ draft, version }: Merged): string => `${draft.executableId}/${draft.model} ${version.name}`

const sourceOf = ({ id }: Known): string => `${packageName} (${id})`

const show = (value: unknown): string => {
  if (value === null || value === undefined) return '–'
  return Array.isArray(value) ? value.join(', ') : String(value)
}

const table = (title: string, head: Row, rows: readonly Row[]): string[] => {
  if (rows.length === 0) return []
  const line = (cells: Row): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line), '']
}
