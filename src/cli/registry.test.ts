import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runLine } from '../../test/cli-harness.ts'
import { type ControlUnderTest, openControl } from '../../test/control-harness.ts'

let control: ControlUnderTest
let url: string
let cwd: string
const weights = randomBytes(9 * 1024 * 1024) // more than one chunk
beforeAll(async () => {
  control = await openControl()
  url = await control.app.listen({ port: 0, host: '127.0.0.1' })
  cwd = mkdtempSync(join(tmpdir(), 'lectern-push-'))
  mkdirSync(join(cwd, 'model/sub'), { recursive: true })
  writeFileSync(join(cwd, 'model/weights.bin'), weights)
  writeFileSync(join(cwd, 'model/sub/ü config.json'), '{}')
  writeFileSync(join(cwd, 'model/empty'), '')
  writeFileSync(join(cwd, 'example.json'), '[[1, 2]]')
  writeFileSync(join(cwd, 'broken.json'), '{')
})
afterAll(async () => {
  await control[Symbol.asyncDispose]()
  rmSync(cwd, { recursive: true })
})

type More = { readonly home?: string; readonly interrupted?: AbortSignal; readonly hears?: (text: string) => void }
const lectern = (line: string, { home, ...more }: More = {}) =>
  runLine(line.split(' '), {
    ...more,
    cwd,
    env: { LECTERN_URL: url, LECTERN_API_KEY: control.admin, HOME: home },
    sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
  })

describe('lectern registry', () => {
  it('pushes a folder, shows it, and pulls it again', async () => {
    const pushed = await lectern(
      'registry push iris model --framework torch --metric loss=0.5 --input-example example.json --description Flowers -o json',
    )
    expect(
      pushed.stderr
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { name: '3 files', phase: 'uploading', done: 0 },
      { done: 2 },
      { done: 8_388_610 },
      { done: 9_437_186, total: 9_437_186, unit: 'bytes' },
    ])
    expect(JSON.parse(pushed.stdout)).toMatchObject({
      name: 'iris',
      version: 1,
      framework: 'TORCH',
      metrics: { loss: 0.5 },
      inputExample: [[1, 2]],
      fileCount: 3,
    })
    expect((await lectern('registry ls')).stdout).toMatch(/iris +1 +1 /)
    expect((await lectern('registry ls iris')).stdout).toMatch(/iris +1 +TORCH +9.4 MB +3 +loss=0.5/)
    const shown = await lectern('registry show iris')
    expect(shown.stdout).toMatch(/Flowers[\s\S]*empty +0 B[\s\S]*weights.bin +9.4 MB/)
    expect((await lectern('registry show iris -o name')).stdout).toBe('iris:1\n')
    expect(await lectern('registry pull iris:1 out')).toMatchObject({ code: 0, stdout: `${join(cwd, 'out')}\n` })
    expect(readFileSync(join(cwd, 'out/weights.bin')).equals(weights)).toBe(true)
    expect(readFileSync(join(cwd, 'out/sub/ü config.json'), 'utf8')).toBe('{}')
    expect(readFileSync(join(cwd, 'out/empty'), 'utf8')).toBe('')
  })

  it('finds the best version by a metric, and tags it', async () => {
    await lectern('registry push scored model/empty --metric loss=0.5 --metric accuracy=0.8')
    await lectern('registry push scored model/empty --metric loss=0.4 --metric accuracy=0.7')
    expect((await lectern('registry best scored accuracy -o name')).stdout).toBe('scored:1\n')
    expect((await lectern('registry best scored loss --lowest -o name')).stdout).toBe('scored:2\n')
    expect(await lectern('registry best scored speed')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('has the metric speed'),
    })
    const set = await lectern('registry tags scored 1 --set owner=team-a --set limits={"rows":5}')
    expect(set.stdout).toMatch(/limits +\{"rows":5\}\nowner +team-a\n/)
    expect((await lectern('registry tags scored')).stdout).not.toContain('owner')
    expect((await lectern('registry tags scored 1 --remove limits -o name')).stdout).toBe('owner\n')
    expect((await lectern('registry tags scored 1 --set owner')).code).toBe(2)
  })

  it('imports and watches, and deletes', async () => {
    const { code, stdout, stderr } = await lectern(
      `registry import rose ${pathToFileURL(join(cwd, 'model')).href} --exclude *.bin`,
    )
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/MODEL +rose:1/) })
    expect(stderr).toContain('100 %')
    expect((await lectern('registry imports')).stdout).toMatch(/rose:1 .*done/)
    expect((await lectern('registry rm rose 1')).code).toBe(0)
    expect(await lectern('registry rm rose 1')).toMatchObject({ code: 3, stderr: expect.stringContaining('no model rose') })
    const failed = await lectern(`registry import rose ${pathToFileURL(join(cwd, 'nothing')).href}`)
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('no file or folder') })
  })

  it('checks a script before it is kept', async () => {
    writeFileSync(join(cwd, 'predict.py'), 'class Predict:\n  def predict(self, inputs):\n    return inputs\n')
    expect(await lectern('registry check predict.py')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('predict.py'),
    })
    writeFileSync(join(cwd, 'notes.txt'), '')
    expect(await lectern('registry check notes.txt --transformer')).toMatchObject({
      code: expect.any(Number),
      stderr: expect.stringContaining('must end with .py'),
    })
  })

  it.each([
    { line: 'registry push iris nothing', says: 'there is no file or folder nothing' },
    { line: 'registry push iris model --metric loss=low', says: '--metric loss low: must be a number' },
    { line: 'registry push iris model --schema broken.json', says: 'is not JSON' },
    { line: 'registry check nothing.py', says: 'nothing.py: cannot be read' },
    { line: 'registry pull iris:1:2', says: 'must be a model, or a model and a version' },
  ])('$line is called wrongly', async ({ line, says }) => {
    expect(await lectern(line)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) })
  })

  it('goes on where it broke off, both ways', async () => {
    const home = mkdtempSync(join(tmpdir(), 'lectern-state-'))
    const big = randomBytes(20 * 1024 * 1024)
    writeFileSync(join(cwd, 'big.bin'), big)
    // The person leaves after the first chunk.
    const left = new AbortController()
    const hears = (said: string) => said.includes('"done":8388608') && left.abort(new Error('interrupted'))
    const broken = await lectern('registry push big big.bin --json', { home, interrupted: left.signal, hears })
    expect(broken).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining('goes on with it') })
    const [open] = (await control.call('GET', '/v2/lm/registry/uploads')).body.resources
    expect(open).toMatchObject({ state: 'open', missing: [[expect.any(Number), big.length]] })
    const again = await lectern('registry push big big.bin --json', { home })
    expect(again.code, again.stderr).toBe(0)
    expect(JSON.parse(again.stderr.split('\n')[0] ?? '').done).toBeGreaterThanOrEqual(8_388_608)
    expect((await control.call('GET', '/v2/lm/registry/uploads')).body.resources).toEqual([])

    mkdirSync(join(cwd, 'got'))
    writeFileSync(join(cwd, 'got/big.bin.partial'), big.subarray(0, 15_000_000))
    const pulled = await lectern('registry pull big got --json')
    expect(pulled.code).toBe(0)
    expect(JSON.parse(pulled.stderr.split('\n')[0] ?? '').done).toBeGreaterThan(15_000_000)
    expect(readFileSync(join(cwd, 'got/big.bin')).equals(big)).toBe(true)
    // What lies there of something else is found out, and not kept.
    rmSync(join(cwd, 'got/big.bin'))
    writeFileSync(join(cwd, 'got/big.bin.partial'), randomBytes(1_000))
    expect(await lectern('registry pull big got')).toMatchObject({ code: 1, stderr: expect.stringContaining('did not arrive') })
    expect(await lectern('registry pull big got -q')).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(join(cwd, 'got/big.bin')).equals(big)).toBe(true)
    rmSync(home, { recursive: true })
  })

  it('leaves no upload behind when the server refuses the version', async () => {
    const refused = await lectern('registry push iris model --model-version 1')
    expect(refused).toMatchObject({ code: 8, stderr: expect.stringContaining('exists already') })
    expect((await control.call('GET', '/v2/lm/registry/uploads')).body.resources).toEqual([])
  })
})
