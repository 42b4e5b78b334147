import { expect, it } from 'vitest'
import { aRoute, someFacts } from '../../test/a-route.ts'
import type { RoutedRule, RouteRules } from '../domain/parameter-rules.ts'
import { onRules } from './on-rules.ts'

const facts = someFacts()
const route = aRoute(facts)
const model: RouteRules = {
  parameters: [{ name: 'top_p', by: 'model', allowed: false }],
  schemas: { properties: 1, depth: 1, refused: [] },
}
const theirs: RoutedRule = { name: 'max_tokens', by: 'deployment', maximum: 9, default: 9 }
const own = { max_tokens: { maximum: 9 } }

it('leaves a route as it is where nothing is said', () => {
  expect(onRules(route, undefined)).toEqual(route)
  expect(onRules({ ...route, parameterRules: model }, null)).toEqual({ ...route, parameterRules: model })
})

it('adds the deployment’s to the model’s; a ceiling of the length is its default', () => {
  expect(onRules(route, own).parameterRules).toEqual({ parameters: [theirs] })
  expect(onRules({ ...route, parameterRules: model }, own).parameterRules).toEqual({
    ...model,
    parameters: [...model.parameters, theirs],
  })
  expect(onRules(route, { max_tokens: { maximum: 9, default: 3 } }).parameterRules?.parameters).toMatchObject([{ default: 3 }])
})

it('gives each of several configurations its own model’s, and none another’s', () => {
  const branch = (parameterRules: RouteRules | undefined) => ({
    configurationId: 'c',
    weight: 1,
    facts: { ...facts, parameterRules },
  })
  const spread = { strategy: 'weighted' as const, branches: [branch(model), branch(undefined)] }
  const mirror = { id: 'r', percent: 1, versions: [1, 2] as const, targets: [], facts }
  const ruled = onRules({ ...route, parameterRules: model, spread, mirror }, null)
  expect(ruled.parameterRules).toBeUndefined()
  expect(ruled.spread?.branches.map((each) => each.facts.parameterRules)).toEqual([model, { parameters: [] }])
  expect(ruled.mirror?.facts.parameterRules).toEqual({ parameters: [] })
})
