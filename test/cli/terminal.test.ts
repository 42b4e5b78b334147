import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../platform.ts'
import { type Home, has, makeHome, openTerminal } from './terminal.ts'

const run = promisify(execFile)
let platform: Platform
let home: Home
beforeAll(async () => {
  platform = await startPlatform({ settings: { demo: true } })
  const { body } = await platform.call('GET', '/v2/lm/deployments')
  await platform.until(body.resources[0].id, 'RUNNING')
  home = makeHome({ LECTERN_URL: platform.url, LECTERN_API_KEY: platform.adminKey, PS1: 'ready> ' })
})
afterAll(async () => {
  home[Symbol.dispose]()
  await platform[Symbol.asyncDispose]()
})

const shell = ['bash', '--norc', '--noprofile']

// tmux is what gives a program a terminal here; .ci/run installs it.
describe.skipIf(!has('tmux'))(`at a real terminal${has('tmux') ? '' : ' (skipped: there is no tmux here)'}`, () => {
  it('a conversation streams, remembers, takes commands, and is left with /exit', async () => {
    using terminal = openTerminal(home, shell)
    await terminal.until(/ready>/)
    terminal.type('lectern run demo')
    terminal.press('Enter')
    await terminal.until(/You talk to demo[\s\S]*^> ?$/m)
    terminal.type('What is a deployment?')
    terminal.press('Enter')
    await terminal.until(/A deployment is [\s\S]*\n> ?$/)
    terminal.press('Up')
    await terminal.until(/\n> What is a deployment\?$/)
    terminal.press('C-c')
    terminal.type('/system Be short')
    terminal.press('Enter')
    await terminal.until(/it is told: Be short/)
    terminal.type('/exit')
    terminal.press('Enter')
    await terminal.until(/\nready> ?$/)
    terminal.type('lectern run demo; echo "code $?"')
    terminal.press('Enter')
    await terminal.until(/You talk to demo(?![\s\S]*You talk to demo)[^\n]*\n> ?$/)
    terminal.press('C-d')
    await terminal.until(/\n> ?\ncode 0$/m)
  })

  it('asks before it deletes, and colours what it shows', async () => {
    using terminal = openTerminal(home, shell)
    terminal.type('lectern ls; lectern deployments rm demo; echo "code $?"')
    terminal.press('Enter')
    await terminal.until(/demo .* RUNNING[\s\S]*Delete a deployment \(demo\): are you sure\?/)
    terminal.type('n')
    await terminal.until(/nothing was done[\s\S]*^code 1$/m)
  })

  it('waits with a line that changes, and Ctrl-C says that the server goes on', async () => {
    using terminal = openTerminal(home, shell)
    terminal.type('lectern wait demo --for stopped; echo "code $?"')
    terminal.press('Enter')
    await terminal.until(/demo {2}RUNNING {2}0:0/)
    terminal.press('C-c')
    await terminal.until(/the server goes on with it\n {2}next: lectern wait d[0-9a-f]{15}\n[\s\S]*^code 130$/m)
  })

  it('asks for the key without showing it', async () => {
    using other = makeHome()
    using terminal = openTerminal(other, shell)
    terminal.type(`lectern login ${platform.url} --name here && lectern context ls`)
    terminal.press('Enter')
    await terminal.until(/API key of/)
    terminal.type(platform.adminKey.trim())
    terminal.press('Enter')
    expect(await terminal.until(/\* +here +http/)).not.toContain(platform.adminKey.slice(0, 14))
  })
})

describe('in a pipe', () => {
  it('there are no colours and no questions, and data alone is on standard output', async () => {
    const { stdout } = await run(
      'bash',
      ['-c', 'lectern ls | cat; echo "Say hello" | lectern run demo | head -c 3 | wc -c'],
      home,
    )
    const lines = stdout.trim().split('\n')
    expect(lines.slice(0, 2)).toEqual([
      expect.stringMatching(/^NAME +ID +MODEL/),
      expect.stringMatching(/^demo +d\w+ +lectern-mini/),
    ])
    expect(lines.at(-1)?.trim()).toBe('3')
  })

  it('the exit code of the program is that of the outcome', async () => {
    const codes =
      'lectern ls nonsense; echo $?; lectern deployments get nobody; echo $?; LECTERN_API_KEY=lk_x lectern ls; echo $?'
    expect((await run('bash', ['-c', codes], home)).stdout).toBe('2\n3\n6\n')
  })

  it('what the README and its neighbours promise of stdin works: a key is made, kept, and used', async () => {
    const script = `
      set -euo pipefail
      lectern keys create ci --role viewer -q > key.txt 2> words.txt
      test ! -s words.txt
      lectern login "$LECTERN_URL" --key-file key.txt --name ci
      env -u LECTERN_API_KEY -u LECTERN_URL lectern ls -o name
      lectern export Deployment/demo > demo.yaml
      lectern diff -f demo.yaml && lectern apply -f demo.yaml -o name`
    writeFileSync(join(home.folder, 'script.sh'), script)
    const { stdout } = await run('bash', ['script.sh'], { ...home, cwd: home.folder })
    expect(stdout).toBe('demo\nDeployment/demo\n')
  })

  it('doctor and status say how the server is', async () => {
    const { stdout } = await run('lectern', ['doctor', '-o', 'json'], home)
    const checks = JSON.parse(stdout).resources
    expect(checks[0]).toEqual({ name: 'server', state: 'ok', message: `answers at ${platform.url}` })
    expect(checks.length).toBeGreaterThan(5)
    expect((await run('lectern', ['status'], home)).stdout).toMatch(
      /YOU +.* \(API key, role admin\)\nDEPLOYMENTS +1 RUNNING\nPROBLEMS +none/,
    )
    expect((await run('lectern', ['ps'], home)).stdout).toMatch(/demo +d\w+-\w+ +running/)
  })

  it('doctor looks at this machine where no server answers', async () => {
    const env = { ...home.env, LECTERN_URL: 'http://127.0.0.1:1' }
    const { stdout } = await run('lectern', ['doctor', '--port', '0', '-o', 'json'], { env }).catch((error) => error)
    const names = JSON.parse(stdout).resources.map((each: { name: string }) => each.name)
    expect(names).toEqual(['Node', 'port', 'data directory', 'disk', 'memory', 'llama.cpp', 'Python', 'containers', 'GPU'])
  })
})
