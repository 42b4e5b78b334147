import { execFile } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demo, list, startAnswerer } from '../cli-harness.ts'
import { type Home, has, makeHome, openTerminal } from './terminal.ts'

const run = promisify(execFile)
let server: Awaited<ReturnType<typeof startAnswerer>>
let home: Home
beforeAll(async () => {
  server = await startAnswerer()
  server.on('GET /v2/lm/deployments', list(demo, { ...demo, id: 'd1', name: 'chat' }))
  server.on('GET /v2/admin/connections', list({ name: 'azure', provider: 'azure-openai' }))
  server.on('GET /v2/admin/resourceGroups', list({ resourceGroupId: 'team-a' }))
  home = makeHome({ LECTERN_URL: server.url, LECTERN_API_KEY: 'lk_key', PS1: 'ready> ' })
})
afterAll(async () => {
  home[Symbol.dispose]()
  await server.stop()
})

const complete = async (...words: string[]): Promise<{ readonly words: string[]; readonly ends: string | undefined }> => {
  const { stdout, stderr } = await server.lectern(['complete', '--', ...words], { sleep: () => new Promise(() => {}) })
  expect(stderr).toBe('')
  const lines = stdout.trimEnd().split('\n')
  return { words: lines.slice(0, -1).map((line) => line.split('\t')[0] ?? ''), ends: lines.at(-1) }
}

describe('what can come next', () => {
  it.each([
    [['deploy'], ['deployments', 'deploy']],
    [
      ['d', 'roll'],
      ['rollout', 'rollback'],
    ],
    [
      ['logs', ''],
      ['demo', 'chat'],
    ],
    [['logs', '-f', 'de'], ['demo']],
    [['-q', '--json', 'logs', '--since', '1h', 'ch'], ['chat']],
    [['logs', 'demo', '--comp'], ['--component']],
    [
      ['logs', '--component', ''],
      ['predictor', 'transformer'],
    ],
    [['ls', '-o', 'j'], ['json']],
    [['ls', '--output=j'], ['--output=json']],
    [['wait', 'demo', 'ch'], ['chat']],
    [['-g', 'team-a', 'run', 'de'], ['demo']],
    [['-g', ''], ['team-a']],
    [['connections', 'test', ''], ['azure']],
    [['providers', 'rm', 'a'], ['azure']],
    [['connections', 'create', ''], []],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['deployments', 'scale', 'demo', ''], []],
    [['nonsense', ''], []],
  ])('%j: %j', async (typed, words) => expect(await complete(...typed)).toEqual({ words, ends: ':words' }))

  it('are files where files are read', async () => {
    for (const typed of [
      ['apply', '-f', ''],
      ['batches', 'create', ''],
      ['login', 'x', '--key-file', ''],
      ['up', '--config', ''],
    ])
      expect(await complete(...typed)).toEqual({ words: [], ends: ':files' })
  })

  it('asks the server and the group that the line names', async () => {
    server.seen.length = 0
    await complete('logs', '-g', 'team-a', '')
    expect(server.seen[0]?.headers['ai-resource-group']).toBe('team-a')
    expect(await complete('--url', 'http://127.0.0.1:1', 'logs', '')).toEqual({ words: [], ends: ':words' })
    expect(await complete('--url', 'nonsense', 'logs', '')).toEqual({ words: [], ends: ':words' })
  })

  it('hangs on no server that is slow', async () => {
    const slow = await server.lectern(['complete', '--', 'registry', 'ls', ''], { sleep: async () => {} })
    expect(slow).toMatchObject({ code: 0, stdout: ':words\n', stderr: '' })
  })
})

describe('in bash', () => {
  it('completes words, options and files; nothing on the line is run', async () => {
    writeFileSync(join(home.folder, 'chat.yaml'), '')
    const script = `
      source <(lectern completion bash); source <(lectern completion bash)
      try() { COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _lectern 2>/dev/null; echo "\${COMPREPLY[@]}"; }
      try lectern logs d
      try lectern ls --output = y
      try lectern run '$(touch ran)' '\`touch ran\`' ""
      try lectern apply -f ch
      try lectern logs "it's" ""`
    const { stdout } = await run('bash', ['--norc', '-c', script], { ...home, cwd: home.folder })
    expect(stdout).toBe('demo\nyaml\n\nchat.yaml\n\n')
    expect(existsSync(join(home.folder, 'ran'))).toBe(false)
  })
})

const shells = {
  bash: { command: ['bash', '--norc', '--noprofile'], load: 'source <(lectern completion bash)' },
  zsh: { command: ['zsh', '-f'], load: 'autoload -U compinit; compinit -u; source <(lectern completion zsh)' },
  fish: { command: ['fish', '--no-config'], load: 'lectern completion fish | source' },
} as const

// A shell that is not on this machine is not tried; .ci/run installs all of them.
describe.each(Object.entries(shells))('%s at a terminal', (name, { command, load }) => {
  const missing = ['tmux', name].filter((each) => !has(each))
  it.skipIf(missing.length > 0)(
    `${missing.length > 0 ? `(skipped: there is no ${missing.join(', no ')} here) ` : ''}completes a command, and the name of a deployment`,
    async () => {
      using terminal = openTerminal(home, command)
      terminal.type(`${load}; echo loa''ded`)
      terminal.press('Enter')
      await terminal.until(/^loaded$/m)
      terminal.type('lectern deployments sca')
      terminal.press('Tab')
      await terminal.until(/lectern deployments scale/)
      terminal.type('de')
      terminal.press('Tab')
      await terminal.until(/lectern deployments scale demo/)
    },
  )
})
