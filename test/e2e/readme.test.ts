import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Running, startLectern, until } from './supervisor.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const [, section = ''] = /^## Start$([\s\S]*?)^## /m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
const blocks = [...section.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({ language, text }))

/** What differs from one start to the next stands for itself; on a terminal with colours or without, and whatever spaces are between. */
const shape = (text: string): string[] =>
  text
    .replaceAll(/\d+\.\d s\b/g, '<seconds> s')
    .replaceAll(/127\.0\.0\.1:\d+/g, '<address>')
    .replaceAll(/(sign-in\/)\S+/g, '$1<link>')
    .split('\n')
    .map((line) => line.trim().replaceAll(/ +/g, ' '))
    .filter((line) => line !== '')

describe('the quick start of the README', () => {
  let lectern: Running
  let cwd: string
  beforeAll(async () => {
    lectern = await startLectern(['--grpc-port', '0'])
    cwd = dirname(lectern.dataDir)
    mkdirSync(join(cwd, 'bin'))
    writeFileSync(join(cwd, 'bin/npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${join(root, 'src/cli/main.ts')}" "$@"\n`)
    chmodSync(join(cwd, 'bin/npx'), 0o755)
    // The demo is deployed once everything else answers.
    await until(
      async () => (await bash(`npx lectern wait demo --timeout 20s -q`).catch(() => ({ stdout: '' }))).stdout === 'demo\n',
      60_000,
    )
  })
  afterAll(() => lectern[Symbol.asyncDispose]())

  const bash = (script: string) =>
    run('bash', ['-euo', 'pipefail', '-c', script], {
      cwd,
      env: { HOME: cwd, PATH: `${join(cwd, 'bin')}:${process.env['PATH']}`, LECTERN_URL: lectern.url },
    })

  it('shows what a start prints', () => {
    const [printed] = blocks.filter(({ text }) => text.startsWith('Lectern is ready'))
    const said = lectern
      .output()
      .split('\n')
      .filter((line) => !line.startsWith('{'))
      .join('\n')
    expect(shape(said).slice(0, shape(printed?.text ?? '').length)).toEqual(shape(printed?.text ?? ''))
  })

  it('has a call that works, as the start prints it', async () => {
    const [, call = ''] = /^( *curl [\s\S]*?'\{.*\}')$/m.exec(lectern.output()) ?? []
    expect(JSON.parse((await bash(call)).stdout)).toMatchObject({
      choices: [{ message: { content: expect.stringMatching(/\w/) } }],
    })
  })

  it('has commands that work', async () => {
    const commands = blocks.filter(({ language, text }) => language === 'bash' && text.startsWith('npx lectern'))
    expect(commands.length).toBeGreaterThan(0)
    for (const { text } of commands) expect((await bash(text)).stdout).toMatch(/\w/)
  })
})
