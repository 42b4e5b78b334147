import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ChatBody,
  chatCurl,
  chatJava,
  chatPython,
  chatSap,
  chatScript,
} from '../../console/src/screens/playground/code/chat-code.ts'
import { embeddingTabs, predictTabs } from '../../console/src/screens/playground/code/plain-code.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Platform, startPlatform } from '../platform.ts'
import { systemPython } from '../python-environment.ts'

const run = promisify(execFile)

/** Whatever a shell, Python or a script could misread. */
const hostile = 'It\'s "quoted", $HOME, `date`, \\n, $(x), %s, äöü 🙂\nand a second line'
const body: ChatBody = {
  model: 'helper',
  messages: [
    { role: 'system', content: hostile },
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }] },
    { role: 'tool', tool_call_id: 'c1', content: '{"a": true}' },
  ],
  temperature: 0.3,
  stop: ["'"],
  top_k: 5,
  response_format: { type: 'json_object' },
}

describe('the code that the playground shows', () => {
  let platform: Platform
  let upstream: OpenaiUpstream
  let id: string
  const folder = mkdtempSync(join(tmpdir(), 'lectern-code-'))
  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    platform = await startPlatform({ settings: { allowPrivate: true } })
    const { call, until } = platform
    const connection = { name: 'elsewhere', provider: 'openai-compatible', baseUrl: `${upstream.address}/v1`, credential: {} }
    await call('POST', '/v2/admin/connections', connection)
    const parameterBindings = [
      { key: 'modelName', value: 'helper' },
      { key: 'connection', value: 'elsewhere' },
    ]
    const made = await call('POST', '/v2/lm/deployments', {
      name: 'helper',
      configuration: { name: 'helper', scenarioId: 'foundation-models', executableId: 'openai-compatible', parameterBindings },
    })
    id = made.body.id
    await until(id, 'RUNNING')
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'))
  }, 60_000)
  afterAll(async () => {
    await platform?.[Symbol.asyncDispose]()
    await upstream?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  const at = () => ({ id, server: platform.url, group: 'default' })
  const env = () => ({ ...process.env, LECTERN_API_KEY: platform.adminKey.trim() })
  const sent = () => upstream.received.findLast(({ url }) => url.includes('/chat/completions'))?.json

  it('says the same by cURL', async () => {
    upstream.reset()
    const { stdout } = await run('bash', ['-c', chatCurl(body, at())], { env: env() })
    expect(stdout).toContain('Hello there!')
    expect(sent()).toEqual(body)
  })

  it('says the same by OpenAI’s client for TypeScript', async () => {
    upstream.reset()
    const file = join(folder, 'chat.mts')
    writeFileSync(file, chatScript(body, at()))
    const { stdout } = await run(process.execPath, [file], { env: env() })
    expect(stdout).toContain('Hello there!')
    expect(sent()).toEqual({ ...body, stream: true, stream_options: sent()?.['stream_options'] })
  })

  it('asks own models and for embeddings, too', async () => {
    const tabs = [
      ...embeddingTabs('helper', [hostile], at()),
      ...predictTabs('/embeddings', { input: hostile, model: 'helper' }, at()),
    ]
    for (const { id: language, code } of tabs.filter((each) => each.id !== 'python')) {
      const file = join(folder, `${language}.mts`)
      writeFileSync(file, code)
      const ran = language === 'curl' ? run('bash', ['-c', code], { env: env() }) : run(process.execPath, [file], { env: env() })
      expect((await ran).stdout).toMatch(/embedding|4/)
    }
  })

  it('is Python that says the same', () => {
    const check = `
import ast, json, sys
found = {}
for node in ast.walk(ast.parse(sys.stdin.read())):
    if isinstance(node, ast.Call):
        for each in node.keywords:
            try: found[each.arg] = ast.literal_eval(each.value)
            except ValueError: pass
print(json.dumps(found))
`
    const said = JSON.parse(execFileSync(systemPython, ['-c', check], { input: chatPython(body, at()), encoding: 'utf8' }))
    expect(said).toMatchObject({ messages: body.messages, temperature: 0.3, extra_body: { top_k: 5 }, stream: true })
    for (const { code } of [...predictTabs('/x', body, at()), ...embeddingTabs('m', [hostile], at())].filter(
      (each) => each.id === 'python',
    ))
      execFileSync(systemPython, ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: code })
  })

  it('names the resource group where it is not the default one', () => {
    const other = { ...at(), group: 'team-a' }
    for (const code of [chatCurl, chatPython, chatScript, chatJava, chatSap]) expect(code(body, other)).toContain('team-a')
  })

  it('never holds a key', () => {
    for (const code of [chatCurl, chatPython, chatScript, chatJava]) expect(code(body, at())).toContain('LECTERN_API_KEY')
  })
})
