import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { RemoteItem } from './fetch-remote.ts'
import type { GetText } from './get-text.ts'
import type { ImportSource } from './import-source.ts'
import { type ObjectStore, presign } from './presign.ts'

const mostPages = 200
/** Long enough for the largest files; a link that ran out is refused by the store, in words. */
const listSeconds = 900
const getSeconds = 24 * 3_600

/** The objects below a prefix, each behind a link that is valid for a day. */
export const makeListStore =
  ({ clock, getText }: { readonly clock: Clock; readonly getText: GetText }) =>
  async (
    source: Extract<ImportSource, { kind: 'store' }>,
    store: ObjectStore,
    signal: AbortSignal,
  ): Promise<readonly RemoteItem[]> => {
    const items: RemoteItem[] = []
    let token: string | null = null
    for (let page = 0; page < mostPages; page += 1) {
      const query: Record<string, string> = {
        'list-type': '2',
        'encoding-type': 'url',
        prefix: source.prefix,
        ...(token === null ? {} : { 'continuation-token': token }),
      }
      const url = presign(store, { bucket: source.bucket, key: '', query, seconds: listSeconds, now: clock.now() })
      const { text } = await getText(url, { what: source.shown, signal })
      items.push(...objectsIn(text, source, store, clock.now()))
      token = /<IsTruncated>true<\/IsTruncated>/.test(text) ? plainXml(elementIn(text, 'NextContinuationToken')) : null
      if (token === null || token === '') break
    }
    if (items.length === 0) throw new Failure('invalid', `${source.shown}: there are no objects there`, { target: 'source' })
    return items
  }

function objectsIn(
  xml: string,
  { bucket, prefix, shown }: Extract<ImportSource, { kind: 'store' }>,
  store: ObjectStore,
  now: number,
): RemoteItem[] {
  if (!xml.includes('<ListBucketResult'))
    throw new Failure('upstream_failed', `${shown}: what answers there is no S3 object store`)
  return [...xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].flatMap(([, contents = '']) => {
    const key = decodeURIComponent(plainXml(elementIn(contents, 'Key')).replaceAll('+', ' '))
    const bytes = Number(elementIn(contents, 'Size'))
    if (key.endsWith('/')) return [] // how consoles make folders
    const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
    // A prefix is only text to the store: `models/iris` would also bring `models/iris2/…`.
    if (key !== prefix && !key.startsWith(folder)) return []
    const path = key === prefix ? key.slice(key.lastIndexOf('/') + 1) : key.slice(folder.length)
    const url = presign(store, { bucket, key, query: {}, seconds: getSeconds, now })
    const name = path.slice(path.lastIndexOf('/') + 1)
    const text = `s3://${bucket}/${key}`
    return [{ path, bytes, source: { kind: 'web', text, shown: text, fileName: name, url } as const }]
  })
}

const elementIn = (xml: string, name: string): string => new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1] ?? ''

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const plainXml = (text: string): string =>
  text.replaceAll(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));/g, (all, decimal, hex, name) =>
    decimal || hex ? String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)) : (entities[name] ?? all),
  )
