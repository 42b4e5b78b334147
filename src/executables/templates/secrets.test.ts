import { expect, it } from 'vitest'
import { aTemplate, lineOf } from '../../../test/templates/samples.ts'
import { executables } from '../index.ts'
import { readTemplates } from './read-template.ts'
import { templateExecutable } from './template-executable.ts'

const runtimes = { find: executables.find, ids: () => executables.list().map(({ id }) => id) }
const templateOf = (env: string, envFrom = '', runtime = 'runtime: python') =>
  aTemplate({
    parameters: '[{ name: secret, default: hub }]',
    artifacts: '[]',
    spec: `predictor:
  model:
    ${runtime}
    env:
${env}
${envFrom}`,
  })
const read = (text: string) => {
  const [found] = readTemplates(text, runtimes)
  if (!found) throw new Error('no document')
  return found
}
const secretsOf = (text: string, values: Record<string, string> = {}) => {
  const { template, problems } = read(text)
  const made = template && templateExecutable(template, { createdAt: 1, modifiedAt: 2 }, runtimes)
  if (!made) throw new Error(JSON.stringify(problems))
  return made.secrets?.(made.parameters.parse(values)).predictor
}

it('variables come of secrets, in Kubernetes’ words', () => {
  const text = templateOf(
    `      - { name: TOKEN, valueFrom: { secretKeyRef: { name: "{{inputs.parameters.secret}}", key: api.token } } }
      - { name: MAYBE, valueFrom: { secretKeyRef: { name: other, key: k, optional: true } } }
      - { name: PLAIN, value: "1" }`,
    `    envFrom:
      - { secretRef: { name: one } }
      - { prefix: P_, secretRef: { name: two, optional: true } }
      - { secretRef: { name: three } }`,
  )
  expect(secretsOf(text, { secret: 'mine' })).toEqual([
    { name: '', secret: 'one', key: null, optional: false },
    { name: '', secret: 'three', key: null, optional: false },
    { name: 'P_', secret: 'two', key: null, optional: true },
    { name: 'TOKEN', secret: 'mine', key: 'api.token', optional: false },
    { name: 'MAYBE', secret: 'other', key: 'k', optional: true },
  ])
})

it('of two variables of one name the later one holds, wherever it is from', () => {
  const secret = '{ name: A, valueFrom: { secretKeyRef: { name: hub, key: a } } }'
  expect(secretsOf(templateOf(`      - ${secret}\n      - { name: A, value: plain }`))).toEqual([])
  expect(secretsOf(templateOf(`      - { name: A, value: plain }\n      - ${secret}`))).toMatchObject([{ name: 'A', key: 'a' }])
})

it.each([
  ['{ name: A, valueFrom: { secretKeyRef: { name: Hub, key: a } } }', 'must be the name of a secret'],
  ['{ name: A, valueFrom: { secretKeyRef: { name: hub } } }', 'is required'],
  ['{ name: A, valueFrom: { secretKeyRef: { name: hub, key: a/b } } }', 'must be 1 to 253 letters'],
  ['{ name: A, valueFrom: { configMapKeyRef: { name: hub, key: a } } }', 'configMapKeyRef'],
  ['{ name: A, value: "1", valueFrom: { secretKeyRef: { name: hub, key: a } } }', 'value or valueFrom, not both'],
])('%s is refused, with its line', (variable, words) => {
  const text = templateOf(`      - ${variable}`)
  const { problems } = read(text)
  expect(new Set(problems.map(({ line }) => line))).toEqual(new Set([lineOf(text, `- ${variable}`)]))
  expect(problems.map(({ message }) => message).join()).toContain(words)
})

it('a bound value names a secret and nothing more', () => {
  const text = templateOf('      - { name: A, valueFrom: { secretKeyRef: { name: "{{inputs.parameters.secret}}", key: a } } }')
  expect(() => secretsOf(text, { secret: 'other/key' })).toThrow('must be the name of a secret')
})

it('a runtime that takes none says so', () => {
  const text = templateOf('      - { name: A, valueFrom: { secretKeyRef: { name: hub, key: a } } }', '', 'runtime: llama-cpp')
  expect(JSON.stringify(read(text).problems)).toContain('secretVariables, which llama-cpp does not have')
})
