import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { executables } from './index.ts'

const all = executables.list()

describe('the registry', () => {
  it('has no id and no title twice, and finds each by its id', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length)
    for (const each of all) expect(executables.find(each.id)).toBe(each)
    expect(executables.find('nothing')).toBeUndefined()
  })

  describe.each(all.map((each) => [each.id, each] as const))('%s', (_, executable) => {
    it('has an id that fits paths, a title, a description and a version', () => {
      expect(executable.id).toMatch(/^[a-z][a-z0-9-]{3,62}$/)
      expect(executable.title).not.toBe('')
      expect(executable.description).toMatch(/\.$/)
      expect(executable.versionId).toMatch(/^\d+\.\d+\.\d+$/)
      expect(executable.capabilities.length).toBeGreaterThan(0)
    })

    it('describes every parameter, as JSON Schema too', () => expectDescribed(executable.parameters))

    it('refuses unknown parameters', () =>
      expect(executable.parameters.safeParse({ modelName: 'm', nonsense: 'x' }).error?.issues).toContainEqual(
        expect.objectContaining({ code: 'unrecognized_keys', keys: ['nonsense'] }),
      ))

    it('describes every artifact', () => {
      for (const artifact of Object.values(executable.artifacts)) expect(artifact.description).not.toBe('')
    })

    it('describes what its connection holds, and refuses anything else', () => {
      const shape = executable.connection
      if (shape === null) {
        const local = executable.id === 'llama-cpp' || executable.scenarioId === 'model-serving'
        return expect(local, 'only what runs on this machine does without one').toBe(true)
      }
      expectDescribed(shape.credential)
      expectDescribed(shape.options)
      expect(URL.canParse(shape.baseUrlExample)).toBe(true)
      for (const schema of [shape.credential, shape.options]) expect(schema.safeParse({ nonsense: 'x' }).success).toBe(false)
    })
  })
})

function expectDescribed(schema: z.ZodObject): void {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' })
  expect(Object.keys(properties)).toEqual(Object.keys(schema.shape))
  for (const [name, property] of Object.entries(properties))
    expect(property, name).toHaveProperty('description', expect.stringMatching(/.{8}/))
}
