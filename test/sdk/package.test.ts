import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath } from '../console/harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Platform, startPlatform } from '../platform.ts'
import { systemPython } from '../python-environment.ts'

/** What `npm pack` makes, in a project of somebody else's: nothing is there but the package itself, and no network. */

const root = resolve(import.meta.dirname, '../..')
const project = mkdtempSync(join(tmpdir(), 'lectern-package-'))
const at = (path: string): string => join(project, path)
const run = promisify(execFile)

/** The names of the files in a tarball that npm makes of the folder; it lies in the project then. */
async function pack(folder: string): Promise<{ readonly filename: string; readonly files: readonly string[] }> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], { cwd: folder, maxBuffer: 10_000_000 })
  const [{ filename, files }] = JSON.parse(stdout)
  return { filename, files: files.map((each: { path: string }) => each.path) }
}

let whole: readonly string[]
beforeAll(async () => {
  whole = (await pack(root)).files
  const { filename } = await pack(join(root, 'dist'))
  writeFileSync(at('package.json'), '{"type":"module"}')
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: project })
}, 120_000)
afterAll(() => rmSync(project, { recursive: true, force: true }))

it('the package of the server has what it exports, and no tests', () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const targets = Object.values(exports['.']).flatMap((each) => Object.values(each as Record<string, string>))
  const needed = [
    ...targets.map((each) => each.slice(2)),
    'bin/lectern.mjs',
    'src/cli/main.ts',
    'src/store/migrations/0001-foundation.sql',
  ]
  expect(needed.filter((each) => !whole.includes(each))).toEqual([])
  expect(whole.filter((each) => each.endsWith('.test.ts') || each.includes('node_modules'))).toEqual([])
})

describe('a program of somebody else', () => {
  let platform: Platform
  let upstream: OpenaiUpstream
  let env: Record<string, string>
  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    platform = await startPlatform({ at: '2026-11-20T12:00:00Z', settings: { demo: true, python: systemPython } })
    const connection = { name: 'openai', provider: 'openai', baseUrl: `${upstream.address}/v1`, credential: { apiKey: 'k' } }
    await platform.call('POST', '/v2/admin/connections', connection)
    // Nothing else: LECTERN_… of the machine that tests must not speak here.
    env = { PATH: process.env['PATH'] ?? '', LECTERN_URL: platform.url, LECTERN_API_KEY: platform.adminKey }
    mkdirSync(at('model_dir'))
    writeFileSync(at('model_dir/weights.json'), '{"factor": 3}')
    writeFileSync(at('predict.py'), predictor)
  }, 120_000)
  afterAll(async () => {
    await platform?.[Symbol.asyncDispose]()
    await upstream?.[Symbol.asyncDispose]()
  })

  it('deploys a model from a folder, and reads an answer as it comes', async () => {
    writeFileSync(at('program.js'), program)
    const { stdout } = await run('node', ['program.js'], { cwd: project, env })
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      predictions: [[2, 4]],
      pieces: expect.any(Number),
      answered: true,
      refused: ['ApiError', 404],
    })
  }, 120_000)

  it.each([
    { page: 'use-the-sdk', printed: [/^404 there is no model nothing/m] },
    {
      page: 'use-the-sdk-registry',
      printed: [/^my_model 1$/m, /^SKLEARN \{ accuracy: 0.92 \}/m, /\{ owner: \{ team: 'a' \} \}/],
    },
    { page: 'use-the-sdk-serving', printed: [/\[ \[ 2, 4 \] \]/, /^RUNNING$/m] },
    { page: 'use-the-sdk-generative', printed: [/one.*two.*three/i, /completion_tokens/, /^Hello there!$/m] },
  ])(
    'the page $page does what it says',
    async ({ page, printed }) => {
      writeFileSync(at(`${page}.ts`), codeOf(page).replaceAll('http://127.0.0.1:8080', platform.url))
      const { stdout } = await run(process.execPath, [`${page}.ts`], { cwd: project, env })
      for (const words of printed) expect(stdout).toMatch(words)
    },
    120_000,
  )
})

describe.skipIf(!browserPath)('a page in a browser', () => {
  it('saves a model from contents, and reads an answer as it comes', async () => {
    const platform = await startPlatform({ settings: { demo: true } })
    const browser = await chromium.launch({
      executablePath: browserPath ?? '',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    })
    try {
      const page = await browser.newPage()
      // The kit from the address that serves the API, as a page of one's own would have it.
      await page.route('**/kit/**', (route) => {
        const file = at(`node_modules/lectern/${new URL(route.request().url()).pathname.slice('/kit/'.length)}`)
        return route.fulfill({ body: readFileSync(file), contentType: 'text/javascript' })
      })
      await page.goto(`${platform.url}/healthz`)
      const answer = await page.evaluate(`(${inBrowser})(${JSON.stringify(platform.adminKey)})`)
      expect(answer).toEqual({
        version: 1,
        files: ['notes.txt'],
        text: expect.stringMatching(/one.*two.*three/i),
        refused: expect.stringMatching(/no local files/),
      })
    } finally {
      await browser.close()
      await platform[Symbol.asyncDispose]()
    }
  }, 120_000)
})

const inBrowser = `async (apiKey) => {
  const { connect } = await import('/kit/sdk/browser.js')
  const project = (await connect({ url: location.origin, apiKey })).project('default')
  const model = await project.getModelRegistry().createModel('notes').save([{ path: 'notes.txt', content: new Blob(['text']) }])
  const files = (await model.getFiles()).map(({ path }) => path)
  await (await project.getModelServing().getDeployment('demo')).waitFor('RUNNING')
  let text = ''
  for await (const piece of project.chat('demo', 'Count to five.', { temperature: 0 })) text += piece.text
  const refused = await project.getModelRegistry().createModel('notes').save('folder').catch((error) => error.message)
  return { version: model.version, files, text, refused }
}`

/** The blocks of a page, one after the other. */
const codeOf = (page: string): string =>
  [...readFileSync(join(root, `docs/how-to/${page}.md`), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code]) => code)
    .join('\n')

const predictor =
  'class Predict:\n    def predict(self, inputs):\n        return [[each * 2 for each in row] for row in inputs]\n'

const program = `
import { ApiError, connect } from 'lectern'

const project = (await connect()).project()
const model = await project.getModelRegistry().python.createModel('twice').save('model_dir')
const deployment = await model.deploy({ scriptFile: 'predict.py' })
await deployment.start()
const { predictions } = await deployment.predict({ inputs: [1, 2] })
await deployment.delete({ force: true })

await (await project.getModelServing().getDeployment('demo')).waitFor('RUNNING')
const chat = project.chat('demo', 'Count to five.')
let pieces = 0
for await (const { text } of chat) if (text) pieces += 1
const { text, usage } = await chat.answer()
const refused = await project.getModelRegistry().getModel('nothing').catch((error) => [error.name, error instanceof ApiError && error.status])
console.log(JSON.stringify({ version: model.version, predictions, pieces, answered: text.length > 0 && usage.total_tokens > 0, refused }))
`

describe('types', () => {
  const compilers = {
    'of today, as Node resolves': { tsc: join(root, 'node_modules/typescript/bin/tsc'), module: ['nodenext', 'nodenext'] },
    'of yesterday, as bundlers resolve': {
      tsc: join(root, 'console/node_modules/typescript/bin/tsc'),
      module: ['esnext', 'bundler'],
    },
  }
  it.each(Object.entries(compilers))(
    '%s',
    async (name, { tsc, module: [module, moduleResolution] }) => {
      const folder = name.replaceAll(/\W+/g, '-')
      const compilerOptions = {
        target: 'es2023',
        module,
        moduleResolution,
        strict: true,
        noEmit: true,
        types: [],
        lib: ['es2023', 'dom', 'dom.iterable'],
      }
      mkdirSync(at(folder))
      writeFileSync(at(`${folder}/program.ts`), typed)
      for (const page of ['use-the-sdk', 'use-the-sdk-registry', 'use-the-sdk-serving', 'use-the-sdk-generative'])
        writeFileSync(at(`${folder}/${page}.ts`), `${globals}${codeOf(page)}`)
      writeFileSync(
        at(`${folder}/tsconfig.json`),
        JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: false } }),
      )
      const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: at(folder) }).catch((error) => error)
      expect(stdout).toBe('')
    },
    120_000,
  )
})

const globals = 'declare const process: { env: Record<string, string>; stdout: { write(text: string): void } }\n'
const typed = `
import { connect, type Deployment } from 'lectern'

const lectern = await connect({ url: 'http://127.0.0.1:8080', apiKey: 'lk_…' })
const project = lectern.project('default')
const model = await project.getModelRegistry().getModel('my_model', { version: 1 })
const deployment: Deployment = await model.deploy({ resources: { requests: { cores: 1, memory: 512 } }, inferenceLogger: { mode: 'ALL' } })
const { predictions } = await deployment.predict<number[]>({ inputs: [1, 2] })
export const first: number | undefined = predictions[0]?.[0]

const budgets = await project.api('GET', '/v2/admin/budgets')
export const amount: string | undefined = budgets.resources[0]?.amount
const quota = await project.api('PATCH', '/v2/admin/quotas/{quotaId}', { path: { quotaId: 'x' }, body: { tokensPerMinute: 100 } })
export const limit: number | null = quota.tokensPerMinute

// @ts-expect-error what is wrong is seen before it is run
await model.deploy({ resources: { requests: { cores: 'many' } } })
// @ts-expect-error no such operation
await project.api('POST', '/v2/admin/budgets/{budgetId}')
// @ts-expect-error its path needs values
await project.api('GET', '/v2/lm/deployments/{deploymentId}')
// @ts-expect-error no such field of a body
await project.api('PATCH', '/v2/admin/quotas/{quotaId}', { path: { quotaId: 'x' }, body: { tokens: 100 } })
`

it('a browser gets nothing that it does not have', () => {
  const seen = new Set<string>()
  const foreign: string[] = []
  const walk = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^'\n]*'([^']+)';?$/gm)) {
      if (from.startsWith('.')) walk(resolve(dirname(file), from))
      else foreign.push(from)
    }
  }
  const { exports } = JSON.parse(readFileSync(at('node_modules/lectern/package.json'), 'utf8'))
  walk(at(join('node_modules/lectern', exports['.'].default.default)))
  expect(seen.size).toBeGreaterThan(10)
  expect(foreign).toEqual([])
  expect(
    [...seen].reduce((sum, file) => sum + readFileSync(file).length, 0),
    'bytes of code',
  ).toBeLessThan(50_000)
})
