import { z } from 'zod'
import { Failure } from '../../domain/failure.ts'
import type { Hub } from '../models/open-remote.ts'
import { parseSource } from '../models/source.ts'
import type { RemoteItem } from './fetch-remote.ts'
import type { GetText } from './get-text.ts'
import type { ImportSource } from './import-source.ts'

const Revision = z.looseObject({ sha: z.string().regex(/^[\w.-]{1,64}$/), pipeline_tag: z.string().nullish() })
const Entries = z.array(z.looseObject({ type: z.string(), path: z.string(), size: z.number().nullish() }))

const mostPages = 200

export type HubListing = { readonly items: readonly RemoteItem[]; readonly task: string | null }

/** The files of a repository at one commit, so that what is fetched belongs together. `own`: a token in place of the installation's. */
export const makeListHub =
  ({ hub, getText }: { readonly hub: Hub; readonly getText: GetText }) =>
  async (source: Extract<ImportSource, { kind: 'hub' }>, own: string | null, signal: AbortSignal): Promise<HubListing> => {
    const token = own ?? hub.token
    const api = `${hub.endpoint.replace(/\/+$/, '')}/api/models/${source.repository}`
    const ask = (url: URL) =>
      getText(url, {
        trusted: true,
        headers: token ? { authorization: `Bearer ${token}` } : {},
        what: source.shown,
        signal,
      })
    const read = <S extends z.ZodType>(schema: S, text: string): z.infer<S> => {
      try {
        return schema.parse(JSON.parse(text))
      } catch (cause) {
        throw new Failure('upstream_failed', `${source.shown}: the hub's answer is not understood`, {}, { cause })
      }
    }

    const first = await ask(new URL(`${api}/revision/${encodeURIComponent(source.revision)}`))
    const { sha, pipeline_tag } = read(Revision, first.text)
    const items: RemoteItem[] = []
    let next: URL | null = new URL(`${api}/tree/${encodeURIComponent(sha)}?recursive=true`)
    for (let page = 0; next && page < mostPages; page += 1) {
      const { text, link } = await ask(next)
      for (const { type, path, size } of read(Entries, text)) {
        if (type !== 'file' || !isIn(path, source.path) || path === '.gitattributes') continue
        items.push({
          path:
            source.path === path
              ? path.slice(path.lastIndexOf('/') + 1)
              : path.slice(source.path === '' ? 0 : source.path.length + 1),
          source: { ...parseSource(`hf://${source.repository}/${path}@${sha}`), ...(own === null ? {} : { token: own }) },
          bytes: size ?? null,
        })
      }
      next = nextPage(link, next)
    }
    if (items.length === 0)
      throw new Failure('invalid', `${source.shown}: there are no files${source.path === '' ? '' : ` at ${source.path}`}`, {
        target: 'source',
      })
    return { items, task: pipeline_tag ?? null }
  }

const isIn = (path: string, folder: string): boolean => folder === '' || path === folder || path.startsWith(`${folder}/`)

/** `Link: <…>; rel="next"`, of the same server only: the token goes with it. */
const nextPage = (link: string | null, from: URL): URL | null => {
  const [, address = ''] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '') ?? []
  const url = address === '' ? null : URL.parse(address, from)
  return url?.origin === from.origin ? url : null
}
