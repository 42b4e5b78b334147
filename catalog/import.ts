/** Writes `catalog.json` and `disagreements.md` anew: `node catalog/import.ts`. Same inputs, same bytes. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { CatalogModel, type CatalogVersion, type Price } from '../src/domain/catalog.ts'
import { CuratedFile, type CuratedPrice, type Draft, type DraftVersion, expand } from './curated.ts'
import { disagreementReport, type Merged } from './disagreements.ts'
import { known } from './genai-prices.ts'
import { nano } from './nano.ts'

const here = new URL('./', import.meta.url)
export const catalogFile = new URL('catalog.json', here)
export const reportFile = new URL('disagreements.md', here)

export const build = (): { catalog: string; report: string } => {
  const drafts = curatedFiles().flatMap(expand).sort(byKey)
  const merged = drafts.map((draft) => draft.versions.map((version) => merge(draft, version)))
  const models = drafts.map((draft, index) => ({ ...draft, source: sourceOf(draft), versions: versionsOf(merged[index] ?? []) }))
  return {
    catalog: `${JSON.stringify(z.array(CatalogModel).parse(models), null, 2)}\n`,
    report: disagreementReport(merged.flat()),
  }
}

const curatedFiles = (): CuratedFile[] =>
  readdirSync(new URL('models/', here))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => {
      const parsed = CuratedFile.safeParse(parse(readFileSync(new URL(`models/${name}`, here), 'utf8')))
      if (!parsed.success) throw new Error(`${name}: ${z.prettifyError(parsed.error)}`)
      return parsed.data
    })

const byKey = (a: Draft, b: Draft): number => compare(a.executableId, b.executableId) || compare(a.model, b.model)

/** By code units: the order must not depend on the machine's locale. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Whoever reads an entry must see which of its facts are bounds. */
const sourceOf = ({ source, versions }: Draft): string => {
  const bounds = new Set(versions.map(({ bound }) => bound).filter((bound) => bound !== null))
  return [source, ...bounds].join('; ')
}

const versionsOf = (rows: readonly Merged[]): CatalogVersion[] => rows.map(({ version }) => version)

const merge = (draft: Draft, from: DraftVersion): Merged => {
  const { priceIds, curatedPrices, bound: _bound, elsewhere: _elsewhere, ...facts } = from
  const found = known(priceIds)
  const prices = curatedPrices.length > 0 ? curatedPrices.map(priceOf) : (found?.prices ?? [])
  const version = { ...facts, contextLength: facts.contextLength ?? found?.contextLength ?? null, prices }
  return { draft, from, version, known: found, maker: found?.id.startsWith('openai/') ? null : makerOf(draft, from) }
}

/** A model that OpenAI also sells itself: its own figures are worth a comparison. */
const makerOf = (draft: Draft, from: DraftVersion): Merged['maker'] =>
  draft.provider === 'OpenAI' && draft.executableId !== 'openai'
    ? known([`openai/${draft.model}-${from.name}`, `openai/${draft.model}`])
    : null

const priceOf = ({ input, cachedInput, cacheWrite, output, ...rest }: CuratedPrice): Price => ({
  validFrom: rest.validFrom,
  currency: rest.currency,
  input: nano(input),
  cachedInput: cachedInput === null ? null : nano(cachedInput),
  cacheWrite: cacheWrite === null ? null : nano(cacheWrite),
  output: output === null ? null : nano(output),
  source: rest.source,
})

if (import.meta.main) {
  const { catalog, report } = build()
  writeFileSync(catalogFile, catalog)
  writeFileSync(reportFile, report)
}
