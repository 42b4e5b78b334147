import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runLine } from './cli-harness.ts'

const root = join(import.meta.dirname, '..')
const pages = ['README.md', ...globSync(['docs/*.md', 'docs/!(site)/**/*.md'], { cwd: root })].sort()

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lectern-docs-'))
})
afterAll(() => rm(cwd, { recursive: true }))

/** The words of each `lectern` command in a page's blocks: lines put together, comments and what is piped in left out. */
function commandsIn(page: string): string[][] {
  const blocks = [...readFileSync(join(root, page), 'utf8').matchAll(/^```(?:bash\b[^\n]*)?\n(.*?)^```/gms)].map(
    ([, block = '']) => block,
  )
  return blocks.flatMap((block) =>
    block
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .flatMap((line) => line.match(/(?:^|\| )(?:npx )?lectern ([a-z].*)$/)?.[1] ?? [])
      .map((line) => line.replace(/ +#.*$| [<>|] .*$/, '').match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [])
      .map((words) => words.map((word) => word.replaceAll(/["']/g, ''))),
  )
}

const lines = pages.flatMap((page) => commandsIn(page).map((words) => ({ page, line: words.join(' '), words })))
// `up` is a server, not a call to one.
const calls = lines.filter(({ words }) => words[0] !== 'up')

describe('commands in the documentation', () => {
  it('are found', () => expect(calls.length).toBeGreaterThan(40))

  it.each(calls)('$page: $line', async ({ words }) => {
    // Nobody listens there: what matters is that the command line is understood as it is printed.
    const { stderr } = await runLine(words, {
      cwd,
      env: { LECTERN_URL: 'http://127.0.0.1:1', LECTERN_API_KEY: 'k' },
      stdin: '{}',
    })
    expect(stderr).not.toMatch(/^error:/m)
  })
})
