import { beforeEach, describe, expect, it } from 'vitest'
import { aConfiguration, aDeployment, anArtifact } from '../../test/samples.ts'
import { describeEachStore } from '../../test/stores.ts'
import type { DeploymentSeen, DeploymentWant } from '../domain/deployment.ts'
import { ScalingPolicy } from '../domain/scaling.ts'
import type { DeploymentFilter } from './store.ts'

const gpt = aConfiguration('c-gpt', 'default')
const mini = aConfiguration('c-mini', 'default', { executableId: 'llama-cpp' })
const own = aConfiguration('c-own', 'default', { scenarioId: 'own', executableId: 'python' })
const theirs = aConfiguration('c-theirs', 'team-a')

const stop: DeploymentWant = {
  configurationId: gpt.id,
  targetStatus: 'STOPPED',
  lastOperation: 'UPDATE',
  spread: null,
  onHangup: 'abort',
  scaling: null,
  rollout: null,
  version: 1,
  terms: null,
}
const running: DeploymentSeen = {
  status: 'RUNNING',
  statusMessage: 'ready',
  observedGeneration: 1,
  modelVersion: '2024-08-06',
  latestRunningConfigurationId: gpt.id,
  startTime: 1_795_000_000_000,
  completionTime: null,
  targetsSeen: null,
  instancesRunning: null,
}

describeEachStore('deployments', (under) => {
  beforeEach(async () => {
    for (const each of [gpt, mini, own, theirs]) await under.store.configurations.insert(each)
  })

  it('keep their targets, how each is, and what a hang-up does', async () => {
    const spread = { strategy: 'ordered', targets: [{ configurationId: gpt.id, weight: 1 }] } as const
    const targetsSeen = [{ configurationId: gpt.id, status: 'DEAD', message: 'no such model' }] as const
    const deployment = aDeployment('d1', gpt, { spread, onHangup: 'drain' })
    await under.store.deployments.insert(deployment)
    expect(await under.store.deployments.byId('d1')).toEqual(deployment)
    await under.store.deployments.saw('d1', 1, { ...running, targetsSeen }, 5)
    expect(await under.store.deployments.get('default', 'd1')).toMatchObject({ spread, targetsSeen, onHangup: 'drain' })
    const more = { strategy: 'weighted', targets: [{ configurationId: gpt.id, weight: 0 }] } as const
    await under.store.deployments.want('d1', 1, { ...stop, spread: more }, 6)
    expect((await under.store.deployments.list('default', {})).items).toMatchObject([{ spread: more, onHangup: 'abort' }])
    await under.store.deployments.want('d1', 2, stop, 7)
    expect(await under.store.deployments.byId('d1')).toMatchObject({ spread: null })
  })

  it('keep how many instances they may have, how many are wanted and how many run', async () => {
    const scaling = { predictor: ScalingPolicy.parse({ minInstances: 0, maxInstances: 3 }) }
    await under.store.deployments.insert(aDeployment('d0', gpt))
    await under.store.deployments.insert(aDeployment('d1', gpt, { scaling }))
    expect((await under.store.deployments.withScaling()).map(({ id }) => id)).toEqual(['d1'])
    const scaled = { predictor: { instances: 2, why: 'a burst', at: 5 } }
    expect(await under.store.deployments.scale('d1', 1, scaled)).toBe(true)
    expect(await under.store.deployments.scale('d1', 2, scaled), 'somebody was first').toBe(false)
    await under.store.deployments.saw('d1', 1, { ...running, instancesRunning: { predictor: 1 } }, 6)
    expect(await under.store.deployments.byId('d1')).toMatchObject({
      ...{ scaling, scaled, instancesRunning: { predictor: 1 } },
      generation: 1,
    })
    await under.store.deployments.want('d1', 1, stop, 7)
    expect(await under.store.deployments.byId('d1')).toMatchObject({ scaling: null, scaled })
  })

  it('are stored whole, and found in their own group only', async () => {
    const deployment = aDeployment('d1', gpt, { ...running, ttl: '24H', completionTime: 7, createdAt: 1_795_000_000_123 })
    await under.store.deployments.insert(deployment)
    expect(await under.store.deployments.get('default', 'd1')).toEqual(deployment)
    expect(await under.store.deployments.byId('d1')).toEqual(deployment)
    expect(await under.store.deployments.get('team-a', 'd1')).toBeNull()
    expect(await under.store.deployments.byId('d2')).toBeNull()
  })

  it('have a name of their own in their group', async () => {
    await under.store.deployments.insert(aDeployment('d1', gpt, { name: 'demo' }))
    await under.store.deployments.insert(aDeployment('d2', theirs, { name: 'demo' }))
    await under.store.deployments.insert(aDeployment('d3', gpt, { name: 'Demo' }))
    expect(await under.store.deployments.nameTaken('default', 'demo')).toBe(true)
    expect(await under.store.deployments.nameTaken('default', 'DEMO')).toBe(false)
    const taken = { code: 'conflict', message: 'a deployment named "demo" already exists in resource group "default"' }
    await expect(under.store.deployments.insert(aDeployment('d4', gpt, { name: 'demo' }))).rejects.toMatchObject(taken)
    await expect(under.store.deployments.rename('d3', 'demo')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/"demo"/),
    })
    await under.store.deployments.rename('d3', 'other')
    expect(await under.store.deployments.byId('d3')).toMatchObject({ name: 'other' })
  })

  it('need a configuration that is there', async () => {
    const lost = aDeployment('d1', { ...gpt, id: 'c-none' })
    await expect(under.store.deployments.insert(lost)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/c-none/),
    })
    await under.store.deployments.insert(aDeployment('d1', gpt))
    const want = under.store.deployments.want('d1', 1, { ...stop, configurationId: 'c-none' }, 2)
    await expect(want).rejects.toMatchObject({ code: 'not_found', message: 'configuration c-none does not exist' })
  })

  describe('in a list', () => {
    beforeEach(async () => {
      const insert = under.store.deployments.insert
      await insert(aDeployment('d-old', gpt, { createdAt: 10 }))
      await insert(aDeployment('d-run-old', mini, { createdAt: 11, status: 'RUNNING' }))
      await insert(aDeployment('d-b', own, { createdAt: 20, status: 'DEAD' }))
      await insert(aDeployment('d-A', gpt, { createdAt: 20 }))
      await insert(aDeployment('d-run-new', gpt, { createdAt: 12, status: 'RUNNING' }))
      await insert(aDeployment('d-theirs', theirs, { createdAt: 30, status: 'RUNNING' }))
    })

    it.each<{ name: string; filter: DeploymentFilter & { top?: number; skip?: number }; ids: string[]; count: number }>([
      { name: 'all', filter: {}, ids: ['d-run-new', 'd-run-old', 'd-A', 'd-b', 'd-old'], count: 5 },
      { name: 'a window', filter: { top: 2, skip: 1 }, ids: ['d-run-old', 'd-A'], count: 5 },
      { name: 'the rest', filter: { skip: 3 }, ids: ['d-b', 'd-old'], count: 5 },
      { name: 'past the end', filter: { top: 2, skip: 9 }, ids: [], count: 5 },
      { name: 'none, counted', filter: { top: 0, status: 'RUNNING' }, ids: [], count: 2 },
      { name: 'a status', filter: { status: 'PENDING' }, ids: ['d-A', 'd-old'], count: 2 },
      { name: 'a scenario', filter: { scenarioId: 'own' }, ids: ['d-b'], count: 1 },
      { name: 'executables', filter: { executableIds: ['llama-cpp', 'python'] }, ids: ['d-run-old', 'd-b'], count: 2 },
      { name: 'no executable', filter: { executableIds: [] }, ids: [], count: 0 },
      { name: 'a configuration', filter: { configurationId: 'c-mini' }, ids: ['d-run-old'], count: 1 },
      { name: 'a configuration of others', filter: { configurationId: 'c-theirs' }, ids: [], count: 0 },
      { name: 'both', filter: { executableIds: ['azure-openai'], status: 'RUNNING', top: 1 }, ids: ['d-run-new'], count: 1 },
    ])('$name', async ({ filter, ids, count }) => {
      const page = await under.store.deployments.list('default', filter)
      expect({ ids: page.items.map(({ id }) => id), count: page.count }).toEqual({ ids, count })
    })

    it('across groups, by id', async () => {
      expect(await under.store.deployments.allIds()).toHaveLength(6)
    })

    it('are counted by group, scenario and executable', async () => {
      expect(await under.store.deployments.countBy(['resourceGroup'])).toEqual([
        { resourceGroup: 'default', count: 5 },
        { resourceGroup: 'team-a', count: 1 },
      ])
      expect(await under.store.deployments.countBy(['scenarioId', 'executableId'])).toEqual([
        { scenarioId: 'foundation-models', executableId: 'azure-openai', count: 4 },
        { scenarioId: 'foundation-models', executableId: 'llama-cpp', count: 1 },
        { scenarioId: 'own', executableId: 'python', count: 1 },
      ])
      expect(await under.store.deployments.countBy([])).toEqual([{ count: 6 }])
    })
  })

  describe('want and saw', () => {
    beforeEach(() => under.store.deployments.insert(aDeployment('d1', gpt)))

    it('a want raises the generation, from the generation that was seen', async () => {
      expect(await under.store.deployments.want('d1', 1, { ...stop, configurationId: mini.id }, 50)).toBe(true)
      const expected = { ...stop, configurationId: mini.id, generation: 2, modifiedAt: 50, status: 'PENDING', createdAt: 1 }
      expect(await under.store.deployments.byId('d1')).toMatchObject(expected)
      expect(await under.store.deployments.want('d1', 1, stop, 60)).toBe(false)
      expect(await under.store.deployments.want('d2', 1, stop, 60)).toBe(false)
      expect(await under.store.deployments.byId('d1')).toMatchObject(expected)
    })

    it('of many writers from one generation exactly one wins, every time', async () => {
      for (let generation = 1; generation <= 10; generation++) {
        const writers = Array.from({ length: 12 }, (_, index) => index)
        const won = await Promise.all(writers.map((now) => under.store.deployments.want('d1', generation, stop, now)))
        expect(won.filter((each) => each)).toHaveLength(1)
        expect(await under.store.deployments.byId('d1')).toMatchObject({
          generation: generation + 1,
          modifiedAt: won.indexOf(true),
        })
      }
    })

    it('what was seen is written while the want is the same', async () => {
      expect(await under.store.deployments.saw('d1', 1, running, 70)).toBe(true)
      expect(await under.store.deployments.byId('d1')).toMatchObject({ ...running, generation: 1, modifiedAt: 70 })
      await under.store.deployments.want('d1', 1, stop, 80)
      expect(await under.store.deployments.saw('d1', 1, { ...running, status: 'DEAD' }, 90)).toBe(false)
      expect(await under.store.deployments.byId('d1')).toMatchObject({ ...running, generation: 2, modifiedAt: 80 })
    })

    it('only another status counts as a modification', async () => {
      await under.store.deployments.saw('d1', 1, running, 70)
      await under.store.deployments.saw('d1', 1, { ...running, statusMessage: 'still ready' }, 75)
      expect(await under.store.deployments.byId('d1')).toMatchObject({ statusMessage: 'still ready', modifiedAt: 70 })
    })

    it('are removed from the generation that was seen', async () => {
      expect(await under.store.deployments.remove('d1', 2)).toBe(false)
      expect(await under.store.deployments.remove('d1', 1)).toBe(true)
      expect(await under.store.deployments.remove('d1', 1)).toBe(false)
      expect(await under.store.deployments.byId('d1')).toBeNull()
      expect(await under.store.deployments.nameTaken('default', 'name-of-d1')).toBe(false)
    })
  })
})

describeEachStore('configurations and artifacts', (under) => {
  it('are stored whole, and found in their own group only', async () => {
    const configuration = aConfiguration('c1', 'default', {
      parameterBindings: [{ key: 'prompt', value: '"quoted"\n\u0000 ß 🦊' }],
      inputArtifactBindings: [{ key: 'model', artifactId: 'a1' }],
    })
    const artifact = anArtifact('a1', 'default', { labels: [{ key: 'ext.ai.sap.com/x', value: 'y' }], kind: 'dataset' })
    await under.store.configurations.insert(configuration)
    await under.store.artifacts.insert(artifact)
    expect(await under.store.configurations.get('default', 'c1')).toEqual(configuration)
    expect(await under.store.artifacts.get('default', 'a1')).toEqual(artifact)
    expect(await under.store.configurations.get('team-a', 'c1')).toBeNull()
    expect(await under.store.artifacts.get('team-a', 'a1')).toBeNull()
    expect((await under.store.configurations.list('team-a', {})).count).toBe(0)
    await expect(under.store.configurations.insert(configuration)).rejects.toMatchObject({ code: 'conflict' })
    await expect(under.store.artifacts.insert(artifact)).rejects.toMatchObject({ code: 'conflict' })
    await expect(under.store.artifacts.insert(anArtifact('a2', 'team-z'))).rejects.toMatchObject({
      code: 'not_found',
      message: 'resource group "team-z" does not exist',
    })
  })

  it('are read by many ids at once, across groups, each once', async () => {
    await under.store.configurations.insert(aConfiguration('c1', 'default'))
    await under.store.configurations.insert(aConfiguration('c2', 'team-a'))
    await under.store.artifacts.insert(anArtifact('a1', 'default'))
    const many = Array.from({ length: 35_000 }, (_, index) => `none-${index}`)
    const found = await under.store.configurations.byIds(['c2', ...many, 'c1', 'c1'])
    expect(found.map(({ id }) => id).sort()).toEqual(['c1', 'c2'])
    expect(await under.store.artifacts.byIds(['a1', 'a2'])).toHaveLength(1)
    expect(await under.store.artifacts.byIds([])).toEqual([])
  })

  it.each([
    { name: 'in its own case', text: 'Rate', ignoreCase: false, ids: ['a', 'b'] },
    { name: 'in no case', text: 'rATE', ignoreCase: true, ids: ['c', 'a', 'b'] },
    { name: 'beyond ASCII', text: 'grüSSe', ignoreCase: true, ids: ['d'] },
    { name: 'with a percent sign', text: '100%', ignoreCase: false, ids: ['b'] },
    { name: 'with wildcards only', text: '%', ignoreCase: true, ids: ['b'] },
    { name: 'with an underscore', text: '_', ignoreCase: false, ids: ['d'] },
    { name: 'with a quote and a backslash', text: `'\\`, ignoreCase: false, ids: ['c'] },
  ])('are searched by a piece of text $name', async ({ text, ignoreCase, ids }) => {
    const names = { a: 'First Rate', b: 'Rate 100% of it', c: `it is 'rate'\\ as a name, o'\\`, d: 'my_model: Viele GRÜSSE' }
    let createdAt = 10
    for (const [id, name] of Object.entries(names)) {
      createdAt += id === 'c' ? 10 : -1
      await under.store.configurations.insert(aConfiguration(id, 'default', { name, createdAt }))
      await under.store.artifacts.insert(anArtifact(id, 'default', { name: id, description: name, createdAt }))
    }
    const search = { text, ignoreCase }
    const configurations = await under.store.configurations.list('default', { search })
    expect(configurations.items.map(({ id }) => id)).toEqual(ids)
    const artifacts = await under.store.artifacts.list('default', { search })
    expect(artifacts.items.map(({ id }) => id)).toEqual(ids)
    expect(artifacts.count).toBe(ids.length)
  })

  it('artifacts are filtered by name, kind, scenario and labels, and counted', async () => {
    const red = [{ key: 'k', value: 'red' }]
    await under.store.artifacts.insert(anArtifact('a1', 'default', { labels: red, createdAt: 3, name: 'same' }))
    await under.store.artifacts.insert(anArtifact('a2', 'default', { kind: 'dataset', createdAt: 2, name: 'same' }))
    await under.store.artifacts.insert(anArtifact('a3', 'team-a', { labels: red, scenarioId: 'own' }))
    const ids = async (filter: Parameters<typeof under.store.artifacts.list>[1]) =>
      (await under.store.artifacts.list('default', filter)).items.map(({ id }) => id)
    expect(await ids({ name: 'same' })).toEqual(['a1', 'a2'])
    expect(await ids({ name: 'sam' })).toEqual([])
    expect(await ids({ kind: 'dataset' })).toEqual(['a2'])
    expect(await ids({ scenarioId: 'own' })).toEqual([])
    expect(await ids({ labels: [{ key: 'k', value: 'red', equal: true }] })).toEqual(['a1'])
    expect(await ids({ labels: [{ key: 'k', value: 'red', equal: false }] })).toEqual(['a2'])
    expect(await under.store.artifacts.countBy(['resourceGroup', 'scenarioId'])).toEqual([
      { resourceGroup: 'default', scenarioId: 'foundation-models', count: 2 },
      { resourceGroup: 'team-a', scenarioId: 'own', count: 1 },
    ])
  })

  it('configurations are filtered by scenario and executables, newest first', async () => {
    await under.store.configurations.insert(aConfiguration('c1', 'default', { createdAt: 1 }))
    await under.store.configurations.insert(aConfiguration('c2', 'default', { createdAt: 2, executableId: 'python' }))
    await under.store.configurations.insert(aConfiguration('c3', 'default', { createdAt: 3, scenarioId: 'own' }))
    const ids = async (filter: Parameters<typeof under.store.configurations.list>[1]) =>
      (await under.store.configurations.list('default', filter)).items.map(({ id }) => id)
    expect(await ids({})).toEqual(['c3', 'c2', 'c1'])
    expect(await ids({ top: 1, skip: 1 })).toEqual(['c2'])
    expect(await ids({ executableIds: ['python', 'other'] })).toEqual(['c2'])
    expect(await ids({ scenarioId: 'own', executableIds: ['azure-openai'] })).toEqual(['c3'])
  })
})
