import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CommandDescription, describeCli, describeGlobalOptions } from '../../src/cli/describe.ts'
import { runLine } from '../cli-harness.ts'

const leaves = (commands: readonly CommandDescription[]): readonly CommandDescription[] =>
  commands.flatMap((each) => (each.commands.length > 0 ? leaves(each.commands) : [each]))
const all = leaves(await describeCli())
const globals = await describeGlobalOptions()

/** The words of a line as a shell would hand them over; what is piped in, and where output goes, left out. */
const wordsOf = (line: string): string[] => {
  const [, command = ''] = /(?:^|[|(] ?)lectern ([^|)<>]*)/.exec(line) ?? []
  return (command.match(/(?:"[^"]*"|'[^']*'|\S)+/g) ?? []).map((word) => word.replaceAll(/["']/g, ''))
}

describe('every command', () => {
  it.each(all)(
    'lectern $path has a description, and an example that works as printed',
    async ({ path, description, examples }) => {
      expect(description).toMatch(/^[a-z(].*[^.]$/)
      expect(examples.length).toBeGreaterThan(0)
      for (const line of examples) {
        expect(`${wordsOf(line).join(' ')} `).toMatch(new RegExp(`^(d|${path.split(' ')[0]}) `))
        if (path === 'up') continue // it is a server
        const { stderr, stdout } = await runLine([...wordsOf(line), '--help'])
        expect(stderr, line).toBe('')
        expect(stdout, line).toContain(`Usage: lectern ${path}`)
      }
    },
  )

  it('offers --watch where it lists', () => {
    const lists = all.filter(({ path }) => path.split(' ').at(-1) === 'ls')
    expect(lists.length).toBeGreaterThan(15)
    for (const { path, options, aliases } of lists) {
      expect(
        options.map(({ flags }) => flags),
        path,
      ).toContain('-w, --watch')
      expect(aliases, path).toContain('list')
    }
  })

  it('takes no secret as an option: other programs could read it there', () => {
    const flags = [...globals, ...all.flatMap(({ options }) => options)].map(({ flags }) => flags)
    const named = flags.filter((each) => /key|secret|password|token|credential/i.test(each))
    const harmless = [
      // Where one is, how it is called, how many there are.
      ...[
        /<(variable|name|path|file|id|reference|key=variable|key=path|n|number|amount)>$/,
        /^--[\w-]+-stdin$/,
        /^--regenerate <key>$/,
      ],
      ...[
        /^--from-stdin <key>$/,
        /^--metadata <key=value>$|^--label <key=value>$|^--param <key=value>$|^--option <key=value>$/,
        /^--artifact <key=id>$/,
      ],
    ]
    expect(named.filter((each) => !harmless.some((form) => form.test(each)))).toEqual([])
    expect(named).toContain('--key-env <variable>')
  })
})

describe('a word that is not known', () => {
  it.each([
    [['deployment', 'lst'], 'Did you mean one of list, ls, stop?|Did you mean one of'],
    [['dply', 'x'], 'Did you mean one of apply, deploy?'],
    [['wait', 'x', '--timeuot', '3m'], 'Did you mean --timeout?'],
  ])('%j: %s', async (line, words) => {
    const { code, stderr } = await runLine(line)
    expect(code).toBe(2)
    expect(
      words.split('|').some((each) => stderr.includes(each)),
      stderr,
    ).toBe(true)
  })

  it.each([
    ['provider test x', 'connections test'],
    ['key list', 'keys ls'],
    ['deployments delete x', 'deployments rm'],
    ['batch show x', 'batches get'],
    ['config ls', 'configurations ls'],
    ['registry get x', 'registry show'],
  ])('"%s" is "%s"', async (line, path) => {
    const { stdout } = await runLine([...line.split(' '), '--help'])
    expect(stdout).toContain(`Usage: lectern ${path.split(' ')[0]}`)
    expect(stdout).toMatch(new RegExp(`Usage: lectern \\S+ ${path.split(' ')[1]}`))
  })
})

describe('help', () => {
  it('comes at once: nothing that is large is loaded for it', () => {
    const source = resolve(import.meta.dirname, '../../src')
    const seen = new Set<string>()
    const packages = new Set<string>()
    const walk = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      // Types cost nothing, and what is imported where it is needed is not loaded here.
      const found = readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b(?! type\b)(?:[^'"=;]*\bfrom)?\s*['"]([^'"]+)['"]/gm)
      for (const [, path = ''] of found) {
        if (path.startsWith('.')) walk(resolve(dirname(file), path))
        else if (!path.startsWith('node:')) packages.add(path)
      }
    }
    walk(join(source, 'cli/run-cli.ts'))
    expect([...seen].every((file) => existsSync(file))).toBe(true)
    expect([...packages]).toEqual(['commander'])
  })

  it('says the exit codes, and what each command has in common', async () => {
    const { stdout } = await runLine(['--help'])
    expect(stdout).toMatch(/Every day:[\s\S]*As files:[\s\S]*Exit codes: 0 done/)
    expect(stdout).not.toMatch(/^ {2}complete\b/m)
    expect((await runLine(['logs', '--help'])).stdout).toMatch(/Examples:\n {2}lectern logs demo -f/)
  })
})
