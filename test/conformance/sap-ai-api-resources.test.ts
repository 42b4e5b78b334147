import { ArtifactApi, ConfigurationApi, DeploymentApi, ExecutableApi, ResourceGroupApi, ScenarioApi } from '@sap-ai-sdk/ai-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, openScene, type Scene } from './scene.ts'

/** What `@sap-ai-sdk/ai-api` finds around deployments: scenarios, models, artifacts, groups; and how it is refused. */

const group = { 'AI-Resource-Group': 'default' }
let scene: Scene

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
})
afterAll(() => scene[Symbol.asyncDispose]())

const configuration = (name: string, modelName: string, modelVersion?: string) => ({
  name,
  executableId: 'azure-openai',
  scenarioId: 'foundation-models',
  parameterBindings: [
    { key: 'modelName', value: modelName },
    ...(modelVersion === undefined ? [] : [{ key: 'modelVersion', value: modelVersion }]),
  ],
  inputArtifactBindings: [],
})
const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (error: unknown) => error,
  )

describe('what there is to deploy', () => {
  it('scenarios and their versions', async () => {
    const { resources } = await ScenarioApi.scenarioQuery(group).execute()
    const foundation = resources.find((each) => each.id === 'foundation-models')
    expect(foundation?.labels).toContainEqual({ key: 'scenarios.ai.sap.com/llm', value: 'true' })
    expect((await ScenarioApi.scenarioGet('foundation-models', group).execute()).name).toBe(foundation?.name)
    const versions = await ScenarioApi.scenarioQueryVersions('foundation-models', { labelSelector: [] }, group).execute()
    expect(versions.resources[0]).toMatchObject({ scenarioId: 'foundation-models' })
    expect(await failure(ScenarioApi.scenarioGet('nowhere', group).execute())).toMatchObject({
      cause: { response: { status: 404 } },
    })
  })

  it('executables with the parameters that they take', async () => {
    const { resources } = await ExecutableApi.executableQuery('foundation-models', {}, group).execute()
    for (const one of ['azure-openai', 'openai', 'openai-compatible', 'aicore-opensource', 'llama-cpp'])
      expect(resources.map((each) => each.id)).toContain(one)
    const azure = await ExecutableApi.executableGet('foundation-models', 'azure-openai', group).execute()
    expect(azure).toMatchObject({ id: 'azure-openai', scenarioId: 'foundation-models', deployable: true })
    expect(azure.parameters).toContainEqual(expect.objectContaining({ name: 'modelName', type: 'string' }))
    expect(azure.parameters).toContainEqual(expect.objectContaining({ name: 'modelVersion', default: 'latest' }))
  })

  it('models with versions, dates, replacements and costs', async () => {
    const { resources } = await ScenarioApi.scenarioQueryModels('foundation-models', group).execute()
    const model = resources.find((each) => each.model === 'gpt-4.1' && each.executableId === 'azure-openai')
    expect(model).toMatchObject({ provider: 'OpenAI', accessType: 'Remote' })
    expect(model?.allowedScenarios).toContainEqual({ scenarioId: 'foundation-models', executableId: 'azure-openai' })
    expect(model?.versions.filter((version) => version.isLatest)).toHaveLength(1)
    expect(model?.versions[0]).toMatchObject({
      name: '2025-04-14',
      deprecated: expect.any(Boolean),
      retirementDate: expect.any(String),
      contextLength: expect.any(Number),
      streamingSupported: true,
    })
    const retired = resources.find((each) => each.model === 'gpt-35-turbo')
    expect(retired?.versions.find((version) => version.name === '0613')).toMatchObject({
      deprecated: true,
      suggestedReplacements: ['gpt-4o-mini'],
    })
  })
})

describe('artifacts', () => {
  it('are registered, found and counted', async () => {
    const labels = [{ key: 'ext.ai.sap.com/stage', value: 'dev' }]
    const artifact = {
      name: 'weights',
      kind: 'model' as const,
      url: 'ai://default/weights',
      scenarioId: 'foundation-models',
      labels,
    }
    const created = await ArtifactApi.artifactCreate({ ...artifact, description: 'the one' }, group).execute()
    expect(created).toMatchObject({ message: 'Artifact acknowledged', url: artifact.url })
    await ArtifactApi.artifactCreate({ ...artifact, name: 'table', kind: 'dataset', labels: [] }, group).execute()
    expect(await ArtifactApi.artifactGet(created.id, { $expand: 'scenario' }, group).execute()).toMatchObject({
      ...artifact,
      id: created.id,
      description: 'the one',
      scenario: { id: 'foundation-models' },
    })
    for (const query of [
      { kind: 'model' as const },
      { name: 'weights' },
      { $search: 'weig' },
      { artifactLabelSelector: ['ext.ai.sap.com/stage=dev', 'ext.ai.sap.com/stage!=prod'] },
    ]) {
      expect((await ArtifactApi.artifactQuery(query, group).execute()).resources.map((each) => each.id)).toEqual([created.id])
      expect(await ArtifactApi.artifactCount(query, group).execute()).toBe(1)
    }
    expect(await ArtifactApi.artifactCount({ scenarioId: 'foundation-models' }, group).execute()).toBe(2)
  })
})

describe('resource groups', () => {
  const label = (value: string) => [{ key: 'ext.ai.sap.com/team', value }]

  it('come, are labelled, hold things of their own, and go', async () => {
    const created = await ResourceGroupApi.kubesubmitV4ResourcegroupsCreate({
      resourceGroupId: 'team-red',
      labels: label('a'),
    }).execute()
    expect(created.resourceGroupId).toBe('team-red')
    const provisioned = async () =>
      (await ResourceGroupApi.kubesubmitV4ResourcegroupsGet('team-red').execute()).status === 'PROVISIONED'
    await eventually(provisioned, scene.platform)
    await ResourceGroupApi.kubesubmitV4ResourcegroupsPatch('team-red', { labels: label('b') }).execute()
    expect((await ResourceGroupApi.kubesubmitV4ResourcegroupsGet('team-red').execute()).labels).toEqual(label('b'))
    const selected = await ResourceGroupApi.kubesubmitV4ResourcegroupsGetAll({
      labelSelector: ['ext.ai.sap.com/team=b'],
    }).execute()
    expect(selected.resources.map((each) => each.resourceGroupId)).toEqual(['team-red'])
    const all = await ResourceGroupApi.kubesubmitV4ResourcegroupsGetAll({ $count: true }).execute()
    expect(all.resources.map((each) => each.resourceGroupId).sort()).toEqual(['default', 'team-red'])

    const red = { 'AI-Resource-Group': 'team-red' }
    const { id } = await ConfigurationApi.configurationCreate(configuration('red', 'gpt-4.1'), red).execute()
    expect(await ConfigurationApi.configurationCount({}, red).execute()).toBe(1)
    expect(await failure(ConfigurationApi.configurationGet(id, {}, group).execute())).toMatchObject({
      cause: { response: { status: 404 } },
    })

    const deleted = await ResourceGroupApi.kubesubmitV4ResourcegroupsDelete('team-red').execute()
    expect(deleted).toMatchObject({ id: 'team-red', message: 'Resource Group deletion scheduled' })
    const gone = async () => (await ResourceGroupApi.kubesubmitV4ResourcegroupsGetAll().execute()).resources.length === 1
    await eventually(gone, scene.platform)
    expect(await failure(ConfigurationApi.configurationCount({}, red).execute())).toMatchObject({
      cause: { response: { status: 404 } },
    })
  })
})

describe('refusals reach the SDK’s caller with code, message and what would be right', () => {
  it.each([
    {
      name: 'an unknown model',
      call: () => ConfigurationApi.configurationCreate(configuration('x', 'gpt-99'), group).execute(),
      status: 400,
      message: /gpt-99.*gpt-4\.1/,
    },
    {
      name: 'an unknown version',
      call: () => ConfigurationApi.configurationCreate(configuration('x', 'gpt-4.1', '2020-01-01'), group).execute(),
      status: 400,
      message: /2020-01-01.*2025-04-14/,
    },
    {
      name: 'a retired model',
      call: async () => {
        const { id } = await ConfigurationApi.configurationCreate(configuration('x', 'gpt-35-turbo', '0613'), group).execute()
        return DeploymentApi.deploymentCreate({ configurationId: id }, group).execute()
      },
      status: 400,
      message: /retired on 2025-02-13; use gpt-4o-mini/,
    },
    {
      name: 'an unknown configuration',
      call: () => DeploymentApi.deploymentCreate({ configurationId: '00000000-0000-4000-8000-000000000000' }, group).execute(),
      status: 400,
      message: /00000000-0000-4000-8000-000000000000/,
    },
    {
      name: 'an unknown group',
      call: () => DeploymentApi.deploymentQuery({}, { 'AI-Resource-Group': 'nowhere' }).execute(),
      status: 404,
      message: /nowhere/,
    },
    {
      name: 'a wrong ttl',
      call: () => DeploymentApi.deploymentCreate({ configurationId: 'abcd', ttl: '4.5h' }, group).execute(),
      status: 400,
      message: /ttl/,
    },
  ])('$name', async ({ call, status, message }) => {
    expect(await failure(call())).toMatchObject({
      message: `Request failed with status code ${status}.`,
      cause: {
        response: {
          status,
          data: { error: { code: expect.any(String), message: expect.stringMatching(message), requestId: expect.any(String) } },
        },
      },
    })
  })
})
