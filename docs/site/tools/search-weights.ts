import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What people look up rather than read: every word stands there, many times over. */
const lookedUp = /^(reference|project|decisions|performance)\//

/** As much of an integration of Astro as this is: its own type is not there where only the types are checked. */
type Integration = {
  readonly name: string
  readonly hooks: { readonly 'astro:build:done': (built: { readonly dir: URL }) => void }
}

/**
 * Who searches for a plain word means the page that tells how: what is looked up counts a tenth in the index, and its own title two
 * sevenths, so that it is still among the first where it is named. To be listed before what makes the index.
 */
export const searchWeights = (): Integration => ({
  name: 'search-weights',
  hooks: {
    'astro:build:done': ({ dir }) => {
      const out = fileURLToPath(dir)
      for (const name of globSync('**/*.html', { cwd: out }).filter((each) => lookedUp.test(each))) {
        const path = `${out}/${name}`
        writeFileSync(path, weighed(readFileSync(path, 'utf8')))
      }
    },
  },
})

/** Headings have weights of their own, whatever is around them. */
const weighed = (html: string): string =>
  html
    .replace('data-pagefind-body', 'data-pagefind-body data-pagefind-weight="0.1"')
    .replaceAll(/<h([1-6])\b/g, (all, level: string) => `${all} data-pagefind-weight="${level === '1' ? 2 : 0.1}"`)
