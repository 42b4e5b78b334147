import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { executables } from '../../src/executables/index.ts'
import { readTemplates } from '../../src/executables/templates/read-template.ts'

it('the templates of the how-to are sound', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/how-to/use-serving-templates.md'), 'utf8')
  const found = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text)
  const runtimes = { find: executables.find, ids: () => [] }
  const read = found.flatMap((text) => readTemplates(text, runtimes))
  expect(read.map(({ name, problems, warnings }) => ({ name, problems, warnings }))).toEqual(
    ['text-classifier', 'iris-server'].map((name) => ({ name, problems: [], warnings: [] })),
  )
})
