import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'lectern-build-'))
const at = (name: string): string => join(folder, name)

/** As `npm start` does it, in a process of its own: what it says of the folder. */
async function build(): Promise<string> {
  const program = `import { buildIfStale } from ${JSON.stringify(join(import.meta.dirname, '../../bin/build.mjs'))}
    console.log(await buildIfStale({ folder: ${JSON.stringify(folder)}, inputs: [], name: 'a thing' }))`
  return (await run(process.execPath, ['--input-type=module', '-e', program])).stdout.trim()
}

const script = (more = ''): void =>
  writeFileSync(
    at('build.js'),
    `const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs')
    appendFileSync('.builds', '1')
    ${more}
    mkdirSync(process.env.BUILD_OUT)
    writeFileSync(process.env.BUILD_OUT + '/page', require('node:fs').readFileSync('text'))`,
  )

beforeAll(() => {
  const about = { name: 'a-thing', version: '1.0.0' }
  writeFileSync(at('package.json'), JSON.stringify({ ...about, scripts: { build: 'node build.js' } }))
  writeFileSync(at('package-lock.json'), JSON.stringify({ ...about, lockfileVersion: 3, packages: { '': about } }))
  writeFileSync(at('text'), 'one')
  script()
})
afterAll(() => rmSync(folder, { recursive: true }))

const builds = (): number => readFileSync(at('.builds'), 'utf8').length

describe('a folder that is built when it is stale', () => {
  it('is built once, however many want it at the same time', async () => {
    expect((await Promise.all([build(), build(), build()])).sort()).toEqual(['built', 'fresh', 'fresh'])
    expect([builds(), readFileSync(at('dist/page'), 'utf8')]).toEqual([1, 'one'])
  })

  it('is built again when what it is made of has changed', async () => {
    expect(await build()).toBe('fresh')
    writeFileSync(at('text'), 'two')
    expect([await build(), builds(), readFileSync(at('dist/page'), 'utf8')]).toEqual(['built', 2, 'two'])
  })

  it('waits for nobody who is gone', async () => {
    writeFileSync(at('text'), 'three')
    writeFileSync(at('.building'), '999999999')
    expect(await build()).toBe('built')
  })

  it('keeps what was built before when a build fails', async () => {
    script('process.exit(3)')
    await expect(build()).rejects.toThrow('the build of a thing failed (exit 3)')
    expect(readFileSync(at('dist/page'), 'utf8')).toBe('three')
  })
})
