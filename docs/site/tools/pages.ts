import { existsSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { docs, root } from './structure.ts'

/** A page before it is built: its address below `/docs/` without slashes at its ends (`''`: the first one), and Markdown. */
export type Page = { readonly slug: string; readonly title: string; readonly description: string; readonly body: string }

/** Pages of the repository that are not below `docs/`, by their place there. */
export const projectPages: Readonly<Record<string, string>> = {
  'ARCHITECTURE.md': 'project/architecture',
  'IDIOMS.md': 'project/idioms',
  'CHANGELOG.md': 'project/changelog',
}

/** `file` is absolute. null: it is no page of the site. */
export function slugOf(file: string): string | null {
  const inRoot = relative(root, file)
  if (inRoot === 'README.md') return ''
  const inProject = projectPages[inRoot]
  if (inProject !== undefined) return inProject
  const inDocs = relative(docs, file)
  if (inDocs.startsWith('..') || inDocs.startsWith('site/') || !inDocs.endsWith('.md')) return null
  return inDocs.replace(/(^|\/)README\.md$/, '').replace(/\.md$/, '')
}

/**
 * Makes a page of a Markdown file that begins with `# Title`. Its links to other files become addresses of the site; files that
 * are no pages are handed to `keep`, which says where they are to be found.
 */
export function readPage(file: string, text: string, keep: (file: string) => string): Page {
  const slug = slugOf(file)
  const [, title, rest = ''] = /^# (.+)\n([\s\S]*)$/.exec(text) ?? []
  if (slug === null || title === undefined) throw new Error(`${relative(root, file)}: a page begins with "# Title"`)
  const body = outsideOfCode(shownTo(rest), (prose) =>
    prose.replace(/(\]\()([^)\s#:]+)(#[^)\s]*)?\)/g, (all, before: string, target: string, anchor = '') => {
      const linked = fileAt(join(dirname(file), target))
      // A page with a dead link is still better than none; the tests of the site do not let it pass.
      if (linked === null) console.error(`${relative(root, file)} links to ${target}, which is not there`)
      if (linked === null) return all
      const to = slugOf(linked)
      return `${before}${to === null ? keep(linked) : addressOf(to)}${anchor})`
    }),
  )
  return { slug, title: plain(title), description: descriptionIn(rest), body }
}

/** Without what only the tests of the docs read (test/docs/blocks.ts). */
const shownTo = (markdown: string): string =>
  markdown
    .replaceAll(/^<!-- first:\n[\s\S]*?^-->\n/gm, '')
    .replaceAll(/^```(\w+)[^\n]* file=(\S+)[^\n]*$/gm, '```$1 title="$2"')
    .replaceAll(/^```(\w+) not-run="[^"\n]*"$/gm, '```$1')
    .replaceAll(/^```output$/gm, '```txt title="Output"')

export const addressOf = (slug: string): string => (slug === '' ? '/docs/' : `/docs/${slug}/`)

/** What Astro's content loader reads. */
export const fileTextOf = ({ title, description, body }: Page): string =>
  `---\ntitle: ${JSON.stringify(title)}\n${description === '' ? '' : `description: ${JSON.stringify(description)}\n`}---\n${body}`

const fileAt = (path: string): string | null => {
  if (!existsSync(path)) return null
  if (!statSync(path).isDirectory()) return path
  const first = join(path, 'README.md')
  return existsSync(first) ? first : null
}

/** Applies `change` to all but fenced blocks and code in a line. */
function outsideOfCode(markdown: string, change: (prose: string) => string): string {
  return markdown
    .split(/(^```[\s\S]*?^```$|`[^`\n]+`)/m)
    .map((part, at) => (at % 2 === 0 ? change(part) : part))
    .join('')
}

/** The first paragraph, as far as a list of results shows it. */
function descriptionIn(markdown: string): string {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/^<!--[\s\S]*?-->$/gm, '')
  const paragraph = prose.split(/\n\s*\n/).find((each) => /^[\w*`[]/.test(each.trim())) ?? ''
  const text = plain(paragraph.replaceAll(/\s+/g, ' ').trim())
  return text.length <= 180 ? text : `${text.slice(0, 177).replace(/\W*\w*$/, '')} …`
}

const plain = (markdown: string): string => markdown.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '')
