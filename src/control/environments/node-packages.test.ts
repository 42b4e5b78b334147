import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/fake-clock.ts'
import { Failure } from '../../domain/failure.ts'
import { makeNodePackages, type NodePackagesAsked } from './node-packages.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
function temporary(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-packages-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

/** `run` stands for npm. */
function scene() {
  const commands: string[] = []
  let tellEnded = (): void => {}
  const packages = makeNodePackages({
    folder: temporary(),
    nodeVersion: 'v0',
    async run(command) {
      commands.push(command.join(' '))
      mkdirSync(join(String(command[command.indexOf('--prefix') + 1]), 'node_modules'))
    },
    clock: new FakeClock(),
    ended: () => tellEnded(),
    log: { info() {}, warn() {} },
  })
  const install = async (asked: NodePackagesAsked) => {
    const ended = new Promise<void>((resolve) => {
      tellEnded = resolve
    })
    await expect(packages.get(asked)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/JavaScript packages are being installed/),
    })
    await ended
    return packages.get(asked)
  }
  return { packages, install, commands }
}

describe('JavaScript packages', () => {
  it('are those of the parameter, installed once', async () => {
    const { install, packages, commands } = scene()
    const asked = { dependencies: '{"left-pad":"1.3.0"}', folder: null }
    const made = await install(asked)
    expect(existsSync(join(made?.folder ?? '', 'node_modules'))).toBe(true)
    expect(JSON.parse(readFileSync(join(made?.folder ?? '', 'package.json'), 'utf8'))).toEqual({
      private: true,
      dependencies: { 'left-pad': '1.3.0' },
    })
    expect(await packages.get({ ...asked, dependencies: '{ "left-pad": "1.3.0" }' })).toEqual(made)
    expect(commands).toEqual([expect.stringMatching(/^npm install --prefix \S+ .*--ignore-scripts/)])
    await packages[Symbol.asyncDispose]()
  })

  it('are those of a package.json beside the script, by its lock where there is one', async () => {
    const manifest = JSON.stringify({ name: 'mine', dependencies: { a: '^1' }, devDependencies: { b: '1' } })
    const { install, commands } = scene()
    const loose = await install({ dependencies: null, folder: temporary({ 'package.json': manifest }) })
    const locked = await install({
      dependencies: null,
      folder: temporary({ 'package.json': manifest, 'package-lock.json': '{"lock":1}' }),
    })
    expect(locked?.folder).not.toBe(loose?.folder)
    expect(readFileSync(join(locked?.folder ?? '', 'package-lock.json'), 'utf8')).toBe('{"lock":1}')
    expect(commands.map((each) => each.split(' ')[1])).toEqual(['install', 'ci'])
  })

  it.each<[string, NodePackagesAsked]>([
    ['without either', { dependencies: null, folder: null }],
    ['where the folder has no package.json', { dependencies: null, folder: import.meta.dirname }],
  ])('are none %s', async (_, asked) => expect(await scene().packages.get(asked)).toBeNull())

  it.each([
    ['{', /no JSON/],
    ['[1]', /must be a JSON object of package names/],
    ['{"a":1}', /must be a JSON object/],
    ['{"../a":"1"}', /must be a JSON object/],
    ['{"a":"file:../x"}', /a names a file of this machine/],
    ['{"a":"git+file:///x"}', /names a file/],
    ['{"a":"/etc"}', /names a file/],
    ['{"a":"~/x"}', /names a file/],
  ])('refuse %s', async (dependencies, words) => {
    const { packages, commands } = scene()
    const refusal = await packages.get({ dependencies, folder: null }).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Failure)
    expect(refusal).toMatchObject({ code: 'invalid', message: expect.stringMatching(words) })
    expect(commands).toEqual([])
  })
})
