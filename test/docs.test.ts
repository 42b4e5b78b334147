import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readConfig, variableOf } from '../src/config.ts'
import { configOptions } from '../src/config-options.ts'
import type { Executable } from '../src/executables/define.ts'

const docs = join(import.meta.dirname, '../docs')

describe('docs', () => {
  it('add-an-executable.md: its descriptor works as printed', async () => {
    const page = readFileSync(join(docs, 'how-to/add-an-executable.md'), 'utf8')
    const [, code = ''] = page.match(/```ts[^\n]*\n([\s\S]*?)```/) ?? []
    const folder = mkdtempSync(join(import.meta.dirname, '../node_modules/.docs-'))
    const file = join(folder, 'my-server.ts')
    writeFileSync(file, code.replace('./define.ts', join(import.meta.dirname, '../src/executables/define.ts')))
    const { myServer } = (await import(file)) as { myServer: Executable }
    expect(Object.keys(z.toJSONSchema(myServer.parameters).properties ?? {})).toEqual(['modelName', 'threads'])
    const host = { llamaServer: null, node: 'node', llamaRunner: '', predictorHost: '', python: null, cores: 2 }
    const context = { connection: null, files: { model: '/m' }, resolved: null, host }
    expect(myServer.place(myServer.parameters.parse({ modelName: 'x', threads: '2' }), context)).toMatchObject({
      command: ['/opt/my-server', '--listen', '{socket}', '--model', '/m', '--threads', '2'],
    })
  })

  it('configure.md lists every setting with its variable and default', () => {
    const page = readFileSync(join(docs, 'how-to/configure.md'), 'utf8')
    for (const option of configOptions) {
      expect(page).toContain(
        `| ${option.flag === null ? '–' : `\`${option.flag.split(' ')[0]}\``} | \`${variableOf(option.key)}\` | \`${option.key}\` |`,
      )
    }
  })

  it('configure.md’s example file is accepted', () => {
    const page = readFileSync(join(docs, 'how-to/configure.md'), 'utf8')
    const [, yaml = ''] = page.match(/```yaml\n([\s\S]*?)```/) ?? []
    const folder = mkdtempSync(join(tmpdir(), 'docs-'))
    writeFileSync(join(folder, 'lectern.yaml'), yaml)
    expect(readConfig({}, {}, folder)).toMatchObject({ port: 9000, host: '0.0.0.0' })
  })
})
