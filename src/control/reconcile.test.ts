import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { FakeClock } from '../../test/fake-clock.ts'
import { FakeEngine } from '../../test/fake-engine.ts'
import { aConfiguration, aDeployment, aGroup } from '../../test/samples.ts'
import type { CatalogModel } from '../domain/catalog.ts'
import type { Configuration } from '../domain/configuration.ts'
import { wantOf } from '../domain/deployment.ts'
import { Failure } from '../domain/failure.ts'
import { usualCapacity } from '../domain/model-capacity.ts'
import { unlimitedResources } from '../domain/resources.ts'
import type { Route, TableMessage } from '../domain/route.ts'
import { defineExecutable } from '../executables/define.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { makeBatching } from './batching.ts'
import { makeCatalog } from './catalog/load-catalog.ts'
import { type Loop, makeLoop } from './loop.ts'
import { makePlace } from './place.ts'
import { makeFindPlan } from './platform/resource-plans.ts'
import { makePublisher, type Publisher } from './publish.ts'
import { makeReconcile } from './reconcile.ts'
import { makeRoom } from './room.ts'
import { makeBindSecrets } from './secret-variables.ts'

const id = 'd0000000000000a1'
const day = 86_400_000

const big = { ...unlimitedResources, requests: { cores: 1.5, memoryMb: 64, gpus: 0 } }

/** A model server of its own, and a provider elsewhere: the two kinds of placement. */
const launcher = defineExecutable({
  id: 'launcher',
  title: 'Launcher',
  description: 'starts a program',
  scenarioId: 'foundation-models',
  versionId: '1.0.0',
  wire: 'openai',
  parameters: z.strictObject({ modelName: z.string().describe('a'), modelVersion: z.string().default('latest').describe('b') }),
  artifacts: {},
  connection: null,
  catalogued: () => false,
  modelOf: ({ modelName, modelVersion }) => ({ name: modelName, version: modelVersion }),
  capabilities: ['chat'],
  place: ({ modelName }) => ({
    kind: 'launch',
    command: ['serve', modelName],
    env: {},
    readyPath: '/health',
    startTimeoutMs: 1_000,
    basePath: '/v1',
    model: null,
    concurrency: 4,
    ...(modelName === 'big' ? { resources: big } : {}),
  }),
})
const remote = defineExecutable({
  ...launcher,
  id: 'remote',
  parameters: z.strictObject({ modelName: z.string().describe('a'), modelVersion: z.string().default('latest').describe('b') }),
  catalogued: () => true,
  place: (parameters, { resolved }) => ({
    kind: 'remote',
    origin: 'https://provider.example',
    paths: [{ below: '/**', path: `/${resolved?.version}/{rest}` }],
    query: {},
    headers: {},
    model: String(parameters['modelName']),
  }),
})

const version = (name: string, more: Partial<CatalogModel['versions'][number]> = {}): CatalogModel['versions'][number] => ({
  name,
  latestFrom: null,
  deprecatedFrom: null,
  retirementDate: null,
  retirementNotBefore: null,
  suggestedReplacements: [],
  contextLength: null,
  maxOutputTokens: null,
  inputTypes: ['text'],
  capabilities: ['text-generation'],
  streamingSupported: true,
  providerModelId: null,
  prices: [],
  ...more,
})
const catalog: CatalogModel = {
  model: 'gpt-x',
  executableId: 'remote',
  provider: 'P',
  displayName: 'X',
  description: '',
  accessType: 'Remote',
  source: 'test',
  versions: [
    version('1', {
      latestFrom: '2026-01-01',
      deprecatedFrom: '2026-12-01',
      retirementDate: '2027-01-01',
      suggestedReplacements: ['gpt-y'],
    }),
    version('2', { latestFrom: '2026-12-15' }),
  ],
}

describe('reconciler', () => {
  let clock: FakeClock
  let engine: FakeEngine
  let store: Store
  let loop: Loop
  let publisher: Publisher
  let broken: string | null
  let routes: Map<string, Route>
  let heard: TableMessage[]
  let inFlight: Record<string, number>

  beforeEach(async () => {
    clock = new FakeClock('2026-11-20T00:00:00Z')
    engine = new FakeEngine(() => clock.now())
    store = await openStore({ kind: 'sqlite', path: ':memory:' })
    await store.resourceGroups.insert(aGroup('default'))
    publisher = makePublisher({ tokenKey: '', issuer: '' }, clock)
    publisher.open()
    routes = new Map()
    heard = []
    inFlight = {}
    publisher.connect('g', (message) => {
      heard.push(message)
      if (message.kind === 'route') routes.set(message.route.deploymentId, message.route)
      if (message.kind === 'route-removed') routes.delete(message.deploymentId)
      publisher.report({ gatewayId: 'g', applied: heard.length, inFlight })
    })
    broken = null
    const executables = {
      list: () => [launcher, remote],
      find: (wanted: string) => [launcher, remote].find((each) => each.id === wanted),
    }
    const place = makePlace({
      executables,
      artifacts: store.artifacts,
      catalog: makeCatalog({ shipped: [catalog], readFile: async () => [], listOverrides: async () => [], clock }),
      openConnection: async () => null,
      modelFile: async (source) => source,
      checkScript: async () => null,
      bindAddress: () => Promise.reject(new Error('no registry here')),
      bindRegistered: () => Promise.reject(new Error('no registry here')),
      resourcePlan: makeFindPlan({ store }),
      registryCredentials: async () => {
        throw new Error('no image is pulled here')
      },
      bindSecrets: makeBindSecrets({ store, openSealed: (sealed) => sealed }),
      pythonEnvironment: () => Promise.reject(new Failure('unavailable', 'no Python here')),
      nodePackages: async () => null,
      host: { llamaServer: null, node: 'node', llamaRunner: '', predictorHost: '', python: null, cores: 2 },
      allowPrivate: true,
      clock,
    })
    let made = 0
    const reconcile = makeReconcile({
      rollouts: { recent: () => ({ calls: 0, errors: 0 }) },
      environmentOf: ({ name }) => ({ DEPLOYMENT_NAME: name }),
      instanceKeys: { give: async () => ({ env: {}, secretEnv: {} }), keep: async () => {} },
      store,
      inferenceLogOf: async () => null,
      engine,
      startWhereRoom: makeRoom({ engine, machine: { cores: 2, memoryMb: 1024, gpus: [] } }),
      executables,
      capacityOf: () => usualCapacity,
      place: async (configuration) => {
        if (broken === configuration.id) throw new Failure('invalid', 'its connection is gone')
        return place(configuration)
      },
      upgrade: async (deployment) => deployment,
      publisher,
      clock,
      batching: makeBatching({ settingOf: store.batchers.get, log: { warn: () => {} } }),
      newIds: { deployment: () => id, instance: () => `i${++made}`, uuid: () => 'u' },
      drainMs: 10_000,
      again: (deploymentId, afterMs) => loop.again(deploymentId, afterMs),
      log: { info: () => {}, warn: () => {} },
    })
    const errors: unknown[] = []
    loop = makeLoop({ reconcile, store, engine, clock, afterSweep: async () => {}, onError: (_, error) => errors.push(error) })
    return () => expect(errors).toEqual([])
  })
  afterEach(async () => {
    await loop[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
  })

  it('brings a launched deployment up', async () => {
    await deploy(configuration('c1', 'launcher', 'm1'))
    expect(await row()).toMatchObject({ status: 'PENDING', observedGeneration: 1 })
    expect(routes.get(id)).toMatchObject({ state: 'starting', targets: [] })
    engine.ready()
    await loop.sweep()
    expect(await row()).toMatchObject({
      status: 'RUNNING',
      latestRunningConfigurationId: 'c1',
      startTime: clock.now(),
      completionTime: null,
    })
    expect(routes.get(id)).toMatchObject({
      state: 'running',
      modelName: 'm1',
      targets: [
        {
          id: 'i1',
          concurrency: 4,
          paths: [
            { below: '/v1/**', path: '/v1/{rest}' },
            { below: '/**', path: '/v1/{rest}' },
          ],
        },
      ],
    })
  })

  it('is DEAD with the last words after two failed starts, and tries anew when wanted again', async () => {
    await deploy(configuration('c1', 'launcher', 'm1'))
    engine.exit(undefined, { lastWords: 'cannot load model: not a GGUF file' })
    await pass(1_500)
    expect(engine.specs).toHaveLength(2)
    engine.exit(undefined, { lastWords: 'cannot load model: not a GGUF file' })
    await pass(0)
    expect(await row()).toMatchObject({ status: 'DEAD', completionTime: clock.now() })
    expect((await row())?.statusMessage).toContain('cannot load model: not a GGUF file')
    expect(routes.get(id)).toMatchObject({ state: 'dead' })
    await pass(60_000)
    expect(engine.specs).toHaveLength(2)

    await want({ targetStatus: 'RUNNING' })
    expect(engine.specs).toHaveLength(3)
    engine.ready()
    await loop.sweep()
    expect((await row())?.status).toBe('RUNNING')
  })

  it('deletes what has been DEAD for seven days and never ran', async () => {
    broken = 'c1'
    await deploy(configuration('c1', 'launcher', 'm1'))
    expect((await row())?.status).toBe('DEAD')
    await pass(7 * day - 1)
    expect(await row()).not.toBeNull()
    await pass(1)
    await loop.sweep()
    expect(await row()).toBeNull()
    expect(routes.size).toBe(0)
  })

  it('switches to a new configuration only when it is ready, then retires the old instance', async () => {
    await running('c1', 'm1')
    await store.configurations.insert(configuration('c2', 'launcher', 'm2'))
    await want({ configurationId: 'c2', lastOperation: 'UPDATE' })
    expect(await row()).toMatchObject({ status: 'PENDING', latestRunningConfigurationId: 'c1' })
    expect(routes.get(id)).toMatchObject({ state: 'running', targets: [{ id: 'i1' }] })
    engine.ready('i2')
    await pass(200)
    expect(await row()).toMatchObject({ status: 'RUNNING', latestRunningConfigurationId: 'c2' })
    expect(routes.get(id)?.targets.map((target) => target.id)).toEqual(['i2'])
    await pass(200)
    expect((await engine.observe()).map((each) => each.id)).toEqual(['i2'])
  })

  it('waits for calls in flight before it stops the old instance', async () => {
    await running('c1', 'm1')
    await store.configurations.insert(configuration('c2', 'launcher', 'm2'))
    await want({ configurationId: 'c2', lastOperation: 'UPDATE' })
    engine.ready('i2')
    setInFlight({ i1: 1 })
    await pass(3_000)
    expect((await engine.observe()).find((each) => each.id === 'i1')?.phase).toBe('ready')
    setInFlight({})
    await pass(500)
    expect((await engine.observe()).map((each) => each.id)).toEqual(['i2'])
  })

  it('reports DEAD when the new configuration dies, while the old one serves on', async () => {
    await running('c1', 'm1')
    await store.configurations.insert(configuration('c2', 'launcher', 'm2'))
    await want({ configurationId: 'c2', lastOperation: 'UPDATE' })
    for (const _ of [1, 2]) {
      engine.exit(undefined, { lastWords: 'boom' })
      await pass(1_500)
    }
    expect(await row()).toMatchObject({ status: 'DEAD', latestRunningConfigurationId: 'c1' })
    expect((await row())?.statusMessage).toMatch(/boom.*configuration c1 keeps serving/)
    expect(routes.get(id)).toMatchObject({ state: 'running', targets: [{ id: 'i1' }] })
    await pass(30 * day)
    expect(await row(), 'what serves is never cleaned away').not.toBeNull()
  })

  it('starts a crashed instance again, and calls wait meanwhile', async () => {
    await running('c1', 'm1')
    engine.exit('i1', { signal: 'SIGSEGV', code: null })
    await pass(0)
    expect(routes.get(id)).toMatchObject({ state: 'starting' })
    expect(await row()).toMatchObject({ status: 'PENDING', latestRunningConfigurationId: 'c1' })
    engine.ready('i2')
    await pass(0)
    expect((await row())?.status).toBe('RUNNING')
  })

  it('waits for room with a word for what is missing, and starts by itself when there is some', async () => {
    const other = aDeployment('d0000000000000ff', configuration('c0', 'launcher', 'big'), { name: 'other' })
    await store.configurations.insert(configuration('c0', 'launcher', 'big'))
    await store.deployments.insert(other, 'k')
    await loop.sweep()
    engine.ready()
    await deploy(configuration('c1', 'launcher', 'big'))
    await pass(60_000)
    const waiting = { status: 'PENDING', statusMessage: 'waiting for room: needs 1.5 cores, 0.5 of 2 are free' }
    expect(await row()).toMatchObject(waiting)
    expect(routes.get(id), 'what calls that wait are told').toMatchObject({ state: 'starting', message: waiting.statusMessage })
    expect(engine.specs).toHaveLength(1)
    const now = (await store.deployments.byId(other.id)) ?? other
    await store.deployments.want(other.id, now.generation, { ...wantOf(now), targetStatus: 'STOPPED' }, clock.now())
    await pass(2_000)
    expect(engine.specs).toHaveLength(2)
    engine.ready()
    await loop.sweep()
    expect(await row()).toMatchObject({ status: 'RUNNING', statusMessage: '' })
  })

  it('stops, starts again, and deletes', async () => {
    await running('c1', 'm1')
    await want({ targetStatus: 'STOPPED' })
    await pass(300)
    expect(await row()).toMatchObject({ status: 'STOPPED', completionTime: expect.any(Number) })
    expect(routes.get(id)).toMatchObject({ state: 'stopped' })
    expect(await engine.observe()).toEqual([])
    await want({ targetStatus: 'RUNNING' })
    engine.ready()
    await loop.sweep()
    expect((await row())?.status).toBe('RUNNING')
    await want({ targetStatus: 'DELETED', lastOperation: 'DELETE' })
    await pass(300)
    expect(await row()).toBeNull()
    expect(routes.has(id)).toBe(false)
  })

  it('deletes itself when its ttl is over', async () => {
    await deploy(configuration('c1', 'remote', 'gpt-x'), { ttl: '10m' })
    await pass(10 * 60_000 - 1)
    expect((await row())?.status).toBe('RUNNING')
    await pass(1)
    await loop.sweep()
    expect(await row()).toBeNull()
  })

  it('follows latest without a change of id, status or configuration', async () => {
    await deploy(configuration('c1', 'remote', 'gpt-x'))
    expect(await row()).toMatchObject({ status: 'RUNNING', modelVersion: '1' })
    const before = await row()
    await clock.travelTo('2026-12-15T00:00:00Z')
    await loop.sweep()
    expect(await row()).toMatchObject({ ...before, modelVersion: '2', statusMessage: '' })
    expect(routes.get(id)).toMatchObject({ state: 'running', modelVersion: '2', targets: [{ paths: [{ path: '/2/{rest}' }] }] })
  })

  it('warns about a deprecated version, stops it on its retirement day, and is mended by a new configuration', async () => {
    await deploy(configuration('c1', 'remote', 'gpt-x', '1'))
    expect(await row()).toMatchObject({ status: 'RUNNING', statusMessage: '' })
    await clock.travelTo('2026-12-02T00:00:00Z')
    await loop.sweep()
    expect((await row())?.statusMessage).toMatch(/deprecated.*2027-01-01.*gpt-y/)
    expect(routes.get(id)).toMatchObject({ deprecatedAt: Date.parse('2026-12-01'), retiresAt: Date.parse('2027-01-01') })
    await clock.travelTo('2027-01-01T00:00:00Z')
    await loop.sweep()
    expect(await row()).toMatchObject({ status: 'DEAD' })
    expect(routes.get(id)).toMatchObject({ state: 'retired', targets: [] })
    expect(routes.get(id)?.message).toContain('gpt-y')
    await pass(30 * day)
    await store.configurations.insert(configuration('c2', 'remote', 'gpt-x', '2'))
    await want({ configurationId: 'c2', lastOperation: 'UPDATE' })
    expect(await row()).toMatchObject({ status: 'RUNNING', modelVersion: '2' })
  })

  it('tells gateways nothing new while nothing changes, though the version is deprecated by its retirement day alone', async () => {
    const [first] = catalog.versions
    if (!first) throw new Error('no version')
    const { deprecatedFrom } = first
    Object.assign(first, { deprecatedFrom: null })
    try {
      await clock.travelTo('2026-11-25T00:00:00Z')
      await deploy(configuration('c1', 'remote', 'gpt-x', '1'))
      const route = routes.get(id)
      expect(route?.deprecatedAt, 'ninety days before its end').toBe(Date.parse('2027-01-01') - 90 * day)
      const told = heard.length
      await pass(60_000)
      expect(heard).toHaveLength(told)
    } finally {
      Object.assign(first, { deprecatedFrom })
    }
  })

  it('serves on from a provider when the new configuration cannot be placed', async () => {
    await deploy(configuration('c1', 'remote', 'gpt-x', '1'))
    await store.configurations.insert(configuration('c2', 'remote', 'gpt-x', '2'))
    broken = 'c2'
    await want({ configurationId: 'c2', lastOperation: 'UPDATE' })
    expect(await row()).toMatchObject({ status: 'DEAD', latestRunningConfigurationId: 'c1' })
    expect(routes.get(id)).toMatchObject({ state: 'running', targets: [{ paths: [{ path: '/1/{rest}' }] }] })
  })

  it('stops instances whose deployment is gone', async () => {
    await running('c1', 'm1')
    await store.deployments.remove(id, 1)
    await loop.sweep()
    await loop.sweep()
    expect(await engine.observe()).toEqual([])
  })

  const configuration = (configurationId: string, executableId: string, model: string, modelVersion?: string): Configuration =>
    aConfiguration(configurationId, 'default', {
      executableId,
      parameterBindings: [
        { key: 'modelName', value: model },
        ...(modelVersion ? [{ key: 'modelVersion', value: modelVersion }] : []),
      ],
    })

  const row = () => store.deployments.byId(id)

  async function deploy(of: Configuration, more: { ttl?: string } = {}): Promise<void> {
    await store.configurations.insert(of)
    await store.deployments.insert(aDeployment(id, of, { status: 'UNKNOWN', ttl: more.ttl ?? null, createdAt: clock.now() }))
    loop.kick(id)
    await loop.sweep()
  }

  async function running(configurationId: string, model: string): Promise<void> {
    await deploy(configuration(configurationId, 'launcher', model))
    engine.ready()
    await loop.sweep()
    expect((await row())?.status).toBe('RUNNING')
  }

  async function want(
    change: Partial<{
      configurationId: string
      targetStatus: 'RUNNING' | 'STOPPED' | 'DELETED'
      lastOperation: 'UPDATE' | 'DELETE'
    }>,
  ) {
    const now = await row()
    if (!now) throw new Error('no deployment')
    expect(await store.deployments.want(id, now.generation, { ...wantOf(now), ...change }, clock.now())).toBe(true)
    loop.kick(id)
    await loop.sweep()
  }

  /** Lets time pass as the running server would: appointments come due, then the sweep comes by. */
  async function pass(ms: number): Promise<void> {
    const steps = Math.min(Math.ceil(ms / 100), 60)
    for (let step = 0; step < steps; step += 1) {
      await clock.advance(ms / steps)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await loop.sweep()
    await loop.sweep()
  }

  function setInFlight(calls: Record<string, number>): void {
    inFlight = calls
    publisher.report({ gatewayId: 'g', applied: heard.length, inFlight })
  }
})
