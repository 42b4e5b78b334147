import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

/** A built page: its path in the folder, and what its HTML says. */
export type BuiltPage = {
  readonly name: string
  readonly html: string
  readonly anchors: ReadonlySet<string>
  readonly links: readonly string[]
  /** What the browser loads by itself: scripts, styles, pictures. */
  readonly loads: readonly string[]
}

export function readSite(folder: string): ReadonlyMap<string, BuiltPage> {
  const pages = globSync('**/*.html', { cwd: folder }).map((name) => readPage(name, readFileSync(join(folder, name), 'utf8')))
  return new Map(pages.map((page) => [page.name, page]))
}

function readPage(name: string, html: string): BuiltPage {
  const anchors = new Set([...html.matchAll(/\bid="([^"]+)"/g)].map(([, id = '']) => unescaped(id)))
  const links = [...html.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)].map(([, href = '']) => unescaped(href))
  const loads = [...html.matchAll(/<(?:link\b[^>]*\shref|(?:script|img|iframe|source)\b[^>]*\ssrc)="([^"]*)"/g)]
  return { name, html, anchors, links, loads: loads.map(([, address = '']) => unescaped(address)) }
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll(/&#(\d+);/g, (_all, code) => String.fromCodePoint(Number(code)))

/** Where an address on a page leads, as a path in the folder; null: to somewhere else. */
export function targetOf(page: BuiltPage, address: string): { readonly file: string; readonly anchor: string } | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(address) || address.startsWith('//')) return null
  const [path = '', anchor = ''] = address.split('#')
  if (path === '') return { file: page.name, anchor: decodeURIComponent(anchor) }
  const at = posix.join(dirname(page.name), decodeURIComponent(path))
  return { file: path.endsWith('/') ? posix.join(at, 'index.html') : at, anchor: decodeURIComponent(anchor) }
}
