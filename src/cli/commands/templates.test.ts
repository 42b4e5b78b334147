import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runLine } from '../../../test/cli-harness.ts'
import { type ControlUnderTest, openControl } from '../../../test/control-harness.ts'
import { openRepository } from '../../../test/templates/git-repository.ts'
import { aTemplate, lineOf } from '../../../test/templates/samples.ts'

let control: ControlUnderTest
let url: string
const folder = mkdtempSync(join(tmpdir(), 'lectern-cli-'))
beforeAll(async () => {
  control = await openControl()
  url = await control.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await control[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const lectern = (line: string, stdin?: string) =>
  runLine(line.split(' '), {
    cwd: folder,
    env: { LECTERN_URL: url, LECTERN_API_KEY: control.admin, TOKEN: 'secret' },
    ...(stdin === undefined ? {} : { stdin }),
  })

it('validates, pushes, shows and deletes templates', async () => {
  const sound = aTemplate({ name: 'by-hand' })
  const broken = sound.replace('runtime: python', 'runtime: cobol')
  writeFileSync(join(folder, 'broken.yaml'), broken)
  writeFileSync(join(folder, 'sound.yaml'), sound)
  const refused = {
    code: 1,
    stderr: expect.stringMatching(`^broken.yaml:${lineOf(broken, 'cobol')}: spec.template.spec.predictor.model`),
  }
  expect(await lectern('templates validate broken.yaml')).toMatchObject(refused)
  expect(await lectern('templates push broken.yaml')).toMatchObject(refused)
  expect(await lectern('templates validate none.yaml')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/none.yaml cannot be read/),
  })
  expect(await lectern('templates validate sound.yaml')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/my-scenario\/by-hand 0.1.0/),
  })
  expect(await lectern('templates push sound.yaml -o name')).toMatchObject({ code: 0, stdout: 'by-hand\n' })
  expect(await lectern('templates push -', sound.replace('0.1.0', '0.2.0'))).toMatchObject({ code: 0 })
  expect((await lectern('templates show by-hand')).stdout).toBe(sound.replace('0.1.0', '0.2.0'))
  expect((await lectern('templates ls')).stdout).toMatch(/NAME +FROM +STATE +CHANGED\nby-hand +- +ok +2026/)
  expect(await lectern('templates rm by-hand')).toMatchObject({ code: 0 })
  expect(await lectern('templates show by-hand')).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/no template "by-hand"/),
  })
})

it('brings templates from a repository', async () => {
  using repository = openRepository()
  repository.commit({ 'a.yaml': aTemplate({ name: 'from-git' }), 'b.yaml': 'a: [' })
  const added = await lectern(`templates repositories add ${repository.folder} --name repo --key-env TOKEN`)
  expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/NAME +repo/) })
  expect(await lectern('templates repositories ls -o name')).toMatchObject({ stdout: 'repo\n' })
  expect(await lectern('templates applications add repo --name app')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/status app/),
  })
  await (await control.templates.applications.refresh('app')).ended
  expect(await lectern('templates applications status app')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /HEALTH +Degraded.*from-git +ServingTemplate +Synced.*b.yaml +Unknown +SyncFailed +b.yaml: line 1/s,
    ),
  })
  expect((await lectern('templates ls')).stdout).toMatch(/from-git +app \(a.yaml\) +ok/)
  expect((await lectern('templates applications ls')).stdout).toMatch(/app +file:\/\/\S+ +HEAD +\./)
  repository.commit({ 'b.yaml': null })
  expect(await lectern('templates applications refresh app')).toMatchObject({ code: 0 })
  await (await control.templates.applications.refresh('app')).ended
  expect(await lectern('templates applications status app')).toMatchObject({ code: 0 })
  expect(await lectern('templates repositories rm repo')).toMatchObject({
    code: 8,
    stderr: expect.stringMatching(/used by applications app/),
  })
  for (const line of ['applications rm app', 'repositories rm repo'])
    expect(await lectern(`templates ${line}`)).toMatchObject({ code: 0 })
  expect((await lectern('templates ls -o name')).stdout).toBe('')
})
