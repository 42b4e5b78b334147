import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { finish } from './finish.ts'
import { fileTextOf, type Page, projectPages, readPage } from './pages.ts'
import { makeReference } from './reference/index.ts'
import { docs, root } from './structure.ts'

// Builds the site: pages of the repository and what is read from the code → `.made` → Astro → BUILD_OUT, finished in place.

const site = join(import.meta.dirname, '..')
const made = join(site, '.made')
const out = process.env['BUILD_OUT'] ?? join(site, 'dist')

rmSync(made, { recursive: true, force: true })
cpSync(join(site, 'src'), made, { recursive: true })

const files = [
  ...globSync(['*.md', '!(site|node_modules)/**/*.md'], { cwd: docs }).map((name) => join(docs, name)),
  ...Object.keys(projectPages).map((name) => join(root, name)),
]
/** A file that is no page goes with the site as it is. */
const keep = (file: string): string => {
  const to = join('files', relative(root, file).replaceAll('/', '-'))
  mkdirSync(join(made, 'public', 'files'), { recursive: true })
  cpSync(file, join(made, 'public', to))
  return `/docs/${to}`
}
const written = files.map((file) => readPage(file, readFileSync(file, 'utf8'), keep))
const pages = await makeReference(written)
for (const page of pages) write(page)
writeFileSync(join(made, 'public', 'llms.txt'), overview(pages))

const astro = join(site, 'node_modules', 'astro', 'bin', 'astro.mjs')
const { status } = spawnSync(process.execPath, [astro, 'build', '--silent'], { cwd: site, stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)
finish(out)

function write(page: Page): void {
  const path = join(made, 'content', 'docs', page.slug === '' ? 'index.md' : `${page.slug}.md`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, fileTextOf(page))
}

/** What language models read first: the pages with one line each, for humans' tools as much. */
function overview(all: readonly Page[]): string {
  const lines = all
    .toSorted((one, other) => (one.slug < other.slug ? -1 : 1))
    .map(
      ({ slug, title, description }) =>
        `- [${title}](${slug === '' ? './' : `${slug}/`})${description ? `: ${description}` : ''}`,
    )
  return `# Lectern\n\n> Stand a model up, get an endpoint it speaks from. A self-hosted model deployment platform.\n\n## Pages\n\n${lines.join('\n')}\n`
}
