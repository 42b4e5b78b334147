import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { LaunchPlacement, RemotePlacement } from '../domain/placement.ts'
import { resourcesOfPlan, shippedPlans, unlimitedResources, usualResources } from '../domain/resources.ts'
import { defineExecutable, type HostFacts, type PlaceContext } from './define.ts'
import { withResources } from './with-resources.ts'

const host: HostFacts = { llamaServer: null, node: '', llamaRunner: '', predictorHost: '', python: null, cores: 2 }
const resourcePlans = Object.fromEntries(shippedPlans.map((each) => [each.name, each]))
const context: PlaceContext = { connection: null, files: {}, resolved: null, host, resourcePlans }
const launch: LaunchPlacement = {
  kind: 'launch',
  command: ['serve'],
  env: {},
  readyPath: '/',
  startTimeoutMs: 1,
  basePath: '',
  model: null,
  concurrency: 1,
}
const remote: RemotePlacement = { kind: 'remote', origin: 'https://x', paths: [], query: {}, headers: {}, model: null }
const server = defineExecutable({
  id: 'server',
  title: 'Server',
  description: 'It serves.',
  scenarioId: 'model-serving',
  versionId: '0.1.0',
  wire: 'instances-v1',
  parameters: z.strictObject({ elsewhere: z.string().optional().describe('Whether it runs elsewhere') }),
  artifacts: {},
  connection: null,
  catalogued: () => false,
  modelOf: () => null,
  capabilities: ['predict'],
  place: ({ elsewhere }) => (elsewhere ? remote : launch),
  transformer: { requirements: () => null, place: () => launch },
})

const both = (bindings: Record<string, string>, executable = withResources(server, usualResources)) => {
  const parameters = executable.parameters.parse(bindings)
  const placement = executable.place(parameters, context)
  return {
    predictor: placement.kind === 'launch' ? placement.resources : null,
    transformer: executable.transformer?.place(parameters, context)?.resources,
  }
}
const said = (bindings: Record<string, string>) => both(bindings).predictor
const amounts = (cores: number, memoryMb: number, gpus = 0) => ({ cores, memoryMb, gpus })

describe('what an instance is given', () => {
  it('is what is usual where nothing is said', () => {
    expect(both({})).toEqual({ predictor: usualResources, transformer: usualResources })
    expect(both({}, withResources(server, unlimitedResources)).predictor).toEqual(unlimitedResources)
  })

  it('is said by numbers, in steps of a thousandth core', () => {
    expect(said({ cores: '0.125', coresLimit: '4', memoryMb: '64', memoryMbLimit: '-1', gpus: '1' })).toEqual({
      requests: amounts(0.125, 64, 1),
      limits: { cores: 4, memoryMb: null, gpus: 1 },
      plan: null,
    })
  })

  it('has limits that follow larger requests, and requests that follow smaller limits', () => {
    expect(said({ cores: '8', memoryMb: '4096' })).toMatchObject({ requests: amounts(8, 4096), limits: amounts(8, 4096) })
    expect(said({ coresLimit: '0.1', memoryMbLimit: '16' })).toMatchObject({
      requests: amounts(0.1, 16),
      limits: amounts(0.1, 16),
    })
  })

  it('is said by a plan', () => {
    expect(said({ resourcePlan: 'infer.s' })).toEqual({
      requests: amounts(3, 10_240, 1),
      limits: amounts(3, 10_240, 1),
      plan: 'infer.s',
    })
  })

  it('is said for a transformer by itself', () => {
    const executable = withResources(server, usualResources)
    const bindings = { resourcePlan: 'starter', transformerCores: '1', transformerMemoryMbLimit: '256' }
    expect(both(bindings)).toEqual({
      predictor: resourcesOfPlan(resourcePlans['starter'] ?? z.never().parse(0)),
      transformer: { requests: amounts(1, 32), limits: amounts(2, 256), plan: null },
    })
    expect(both({ transformerResourcePlan: 'basic' }).transformer?.plan).toBe('basic')
    const named = executable.parameters.parse({ resourcePlan: 'a', transformerResourcePlan: 'b' })
    expect(executable.resourcePlans?.(named)).toEqual({ predictor: 'a', transformer: 'b' })
    expect(executable.resourcePlans?.(executable.parameters.parse({}))).toEqual({})
  })
})

describe('what is refused', () => {
  it.each([
    [{ cores: '-1' }, 'cores', 'number of cores from 0 to 4096, in steps of 0.001'],
    [{ cores: '0.0005' }, 'cores', 'in steps of 0.001'],
    [{ coresLimit: '0' }, 'coresLimit', 'must be -1 for no limit, or a number of cores'],
    [{ memoryMb: '1.5' }, 'memoryMb', 'whole number'],
    [{ memoryMbLimit: '8' }, 'memoryMbLimit', 'must be -1 for no limit, or a whole number from 16'],
    [{ memoryMbLimit: 'all' }, 'memoryMbLimit', 'must be -1 for no limit'],
    [{ gpus: '65' }, 'gpus', 'whole number from 0 to 64'],
    [{ transformerGpus: 'x' }, 'transformerGpus', 'whole number'],
  ])('%o', (bindings, name, says) => {
    const [issue] = withResources(server, usualResources).parameters.safeParse(bindings).error?.issues ?? []
    expect([issue?.path, issue?.message]).toEqual([[name], expect.stringContaining(says)])
  })

  it.each([
    [{ cores: '2', coresLimit: '1' }, 'parameterBindings.cores', 'cores is 2, which is more than coresLimit, 1'],
    [
      { memoryMb: '64', memoryMbLimit: '32' },
      'parameterBindings.memoryMb',
      'memoryMb is 64, which is more than memoryMbLimit, 32',
    ],
    [{ resourcePlan: 'starter', gpus: '1' }, 'parameterBindings.gpus', 'the plan starter says it already'],
    [{ elsewhere: 'yes', cores: '1' }, 'parameterBindings.cores', 'this one runs elsewhere'],
  ])('%o', (bindings, target, says) => {
    expect(() => both(bindings as Record<string, string>)).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining(says), details: { target } }),
    )
  })
})
