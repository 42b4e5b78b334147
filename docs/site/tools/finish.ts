import { createHash } from 'node:crypto'
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** What the server has to know of the site: the hashes that its policy lets inline scripts and styles in by. */
export type SiteFacts = { readonly scripts: readonly string[]; readonly styles: readonly string[] }

/** Bytes; less is not worth a header. */
const leastCompressed = 1_024

/** Missing pages are told by the server, and the page's own script has all of the search's looks. */
const unused = ['404.html', 'pagefind/pagefind-{ui,component-ui,modular-ui,highlight}.*']

/**
 * Makes a built site movable: every address becomes relative, so that it works below any path of any proxy. Then the hashes of what
 * stands inline are written to `site.json`, and files are compressed once instead of at each call.
 */
export function finish(out: string): void {
  const [scripts, styles] = [new Set<string>(), new Set<string>()]
  for (const name of globSync('**/*.html', { cwd: out })) {
    const path = join(out, name)
    const html = readable(relativeTo(name, readFileSync(path, 'utf8')))
    for (const [, attributes = '', text = ''] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g))
      if (!/\ssrc=/.test(attributes) && text !== '') scripts.add(hashOf(text))
    for (const [, text = ''] of html.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style>/g)) styles.add(hashOf(text))
    writeFileSync(path, html)
  }
  for (const name of globSync('_astro/*.js', { cwd: out })) movable(join(out, name), name)
  for (const name of unused.flatMap((pattern) => globSync(pattern, { cwd: out }))) rmSync(join(out, name))
  const facts: SiteFacts = { scripts: [...scripts].sort(), styles: [...styles].sort() }
  writeFileSync(join(out, 'site.json'), JSON.stringify(facts))
  for (const name of globSync('**/*.{html,css,js,svg,json,txt}', { cwd: out })) compress(join(out, name))
}

/** `href="/docs/x/"` on the page `a/b/index.html` → `href="../../x/"`. */
function relativeTo(name: string, html: string): string {
  const up = relative(dirname(name), '.') || '.'
  return html.replace(
    /\b(href|src|content|data-\w+)="\/docs\/([^"]*)"/g,
    (_all, attribute: string, rest: string) =>
      // The API browser is a page of the server's, beside the site.
      `${attribute}="${up}/${rest === 'api/' ? 'api' : rest}"`,
  )
}

/** For those who have pages read to them: a cell that holds nothing is no head, and wide tables are scrolled by keys, too. */
const readable = (html: string): string =>
  html
    .replaceAll(/<table>(?=\s*<thead>\s*<tr>(?:\s*<th\b[^>]*>(?:(?!<\/th>)[\s\S])*<\/th>){3})/g, '<table tabindex="0">')
    .replaceAll(/<th( [^>]*)?><\/th>/g, '<td></td>')

/** Scripts lie in `_astro/`: the site begins one step above them. */
function movable(path: string, name: string): void {
  const text = readFileSync(path, 'utf8')
  const moved = text.replaceAll(
    /(["'`])\/docs\/([\w/.-]*)\1/g,
    (_all, _quote, rest: string) =>
      // In brackets: `return` may stand right before it.
      `(new URL("../${rest}",import.meta.url).pathname)`,
  )
  if (/["'`]\/docs\b/.test(moved)) throw new Error(`${name} holds an address that could not be made relative`)
  if (moved !== text) writeFileSync(path, moved)
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

function compress(path: string): void {
  const bytes = readFileSync(path)
  if (bytes.length < leastCompressed) return
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
}
