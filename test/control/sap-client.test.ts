import {
  ArtifactApi,
  ConfigurationApi,
  DeploymentApi,
  DockerRegistrySecretApi,
  ExecutableApi,
  ExecutionApi,
  FileApi,
  KPIApi,
  MetaApi,
  MetricsApi,
  ObjectStoreSecretApi,
  ResourceGroupApi,
  ResourceQuotaApi,
  ScenarioApi,
  SecretApi,
  TenantInfoApi,
} from '@sap-ai-sdk/ai-api'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

/** The unmodified client of SAP AI Core against the control API, with nothing but a service key. */

const group = { 'AI-Resource-Group': 'default' }
let control: ControlUnderTest

beforeAll(async () => {
  control = await openControl()
  const origin = await control.app.listen({ port: 0, host: '127.0.0.1' })
  const created = await control.call(
    'POST',
    '/v2/admin/oauthClients',
    { name: 'sdk', role: 'admin', resourceGroups: '*' },
    { host: new URL(origin).host },
  )
  vi.stubEnv('AICORE_SERVICE_KEY', JSON.stringify(created.body))
  await control.call('POST', '/v2/admin/connections', {
    name: 'openai-compatible',
    provider: 'openai-compatible',
    baseUrl: 'https://m.example/v1',
  })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await control[Symbol.asyncDispose]()
})

describe('the SAP AI SDK', () => {
  it('deploys, changes, counts, reads logs and deletes', async () => {
    const configure = (name: string) =>
      ConfigurationApi.configurationCreate(
        {
          name,
          executableId: 'openai-compatible',
          scenarioId: 'foundation-models',
          parameterBindings: [{ key: 'modelName', value: name }],
          inputArtifactBindings: [],
        },
        group,
      ).execute()
    const [first, second] = [await configure('one'), await configure('two')]
    expect(first.message).toBe('Configuration created')
    expect((await ConfigurationApi.configurationGet(first.id, {}, group).execute()).name).toBe('one')
    expect(await ConfigurationApi.configurationCount({}, group).execute()).toBe(2)

    const created = await DeploymentApi.deploymentCreate({ configurationId: first.id, ttl: '1d' }, group).execute()
    expect(created).toMatchObject({ message: 'Deployment scheduled.', status: 'UNKNOWN', deploymentUrl: '' })
    await control.saw(created.id, 'RUNNING')
    const found = await DeploymentApi.deploymentQuery(
      { scenarioId: 'foundation-models', status: 'RUNNING', executableIds: ['openai-compatible', 'openai'] },
      group,
    ).execute()
    expect(found.resources.map(({ id }) => id)).toEqual([created.id])
    expect(found.resources[0]?.details?.resources?.backendDetails).toEqual({ model: { name: 'one', version: 'latest' } })
    expect(await DeploymentApi.deploymentCount({ status: 'RUNNING' }, group).execute()).toBe(1)

    await DeploymentApi.deploymentModify(created.id, { configurationId: second.id }, group).execute()
    expect((await DeploymentApi.deploymentGet(created.id, {}, group).execute()).configurationId).toBe(second.id)
    control.engine.lines = [{ timestamp: '2026-11-20T11:59:00.5Z', message: 'hello', instanceId: 'i', stream: 'stdout' }]
    const logs = await DeploymentApi.kubesubmitV4DeploymentsGetLogs(created.id, { start: '2026-11-20T12:30:00+01:00' }).execute()
    expect(logs.data?.result?.map(({ msg }) => msg)).toEqual(['hello'])

    // The client's type is a Set, of which JSON makes {}; an array is what goes over the wire.
    const stop = {
      deployments: [{ id: created.id, targetStatus: 'STOPPED' as const }] as unknown as Set<{
        id: string
        targetStatus: 'STOPPED'
      }>,
    }
    expect((await DeploymentApi.deploymentBatchModify(stop, group).execute()).deployments).toEqual([
      { id: created.id, message: 'Deployment modification scheduled' },
    ])
    await control.saw(created.id, 'STOPPED')
    expect(await DeploymentApi.deploymentDelete(created.id, group).execute()).toMatchObject({
      id: created.id,
      message: 'Deletion scheduled',
    })
  })

  it('explores scenarios, executables and models', async () => {
    expect((await ScenarioApi.scenarioQuery(group).execute()).resources.map(({ id }) => id)).toContain('foundation-models')
    expect((await ScenarioApi.scenarioQueryModels('foundation-models', group).execute()).count).toBeGreaterThan(20)
    expect((await ScenarioApi.scenarioQueryVersions('foundation-models', {}, group).execute()).count).toBe(1)
    expect((await ExecutableApi.executableQuery('foundation-models', {}, group).execute()).count).toBeGreaterThan(3)
    expect((await MetaApi.metaGet().execute()).aiApi.capabilities?.bulkUpdates?.deployments).toBe(true)
    expect((await KPIApi.kpiGet({}).execute()).header).toContain('Deployments')
    expect((await TenantInfoApi.tenantInfoGet().execute()).servicePlan).toBe('extended')
    expect((await ResourceQuotaApi.kubesubmitV4ResourceQuotaGetResourceGroupQuota({}).execute()).usage?.count).toBe(3)
  })

  it('registers artifacts with labels', async () => {
    const labels = [{ key: 'ext.ai.sap.com/stage', value: 'dev' }]
    const artifact = { name: 'a', kind: 'model' as const, url: 'ai://default/a', scenarioId: 'foundation-models', labels }
    const { id } = await ArtifactApi.artifactCreate(artifact, group).execute()
    const found = await ArtifactApi.artifactQuery(
      { artifactLabelSelector: ['ext.ai.sap.com/stage=dev', 'ext.ai.sap.com/stage!=prod'] },
      group,
    ).execute()
    expect(found.resources.map((each) => each.id)).toEqual([id])
    expect(await ArtifactApi.artifactCount({ kind: 'model' }, group).execute()).toBe(1)
  })

  it('keeps secrets and groups', async () => {
    await SecretApi.kubesubmitV4GenericSecretsCreate({ name: 's', data: { a: 'YQ==' } }, group).execute()
    expect((await SecretApi.kubesubmitV4GenericSecretsGetAll({}, group).execute()).count).toBe(1)
    await SecretApi.kubesubmitV4GenericSecretsDelete('s', group).execute()
    const registry = { name: 'hub', data: { '.dockerconfigjson': '{"auths":{}}' } }
    await DockerRegistrySecretApi.kubesubmitV4DockerRegistrySecretsCreate(registry).execute()
    await DockerRegistrySecretApi.kubesubmitV4DockerRegistrySecretsPatch('hub', { data: registry.data }).execute()
    await ObjectStoreSecretApi.kubesubmitV4ObjectStoreSecretsCreate({ name: 'store', type: 'S3', data: {} }, group).execute()
    expect((await ObjectStoreSecretApi.kubesubmitV4ObjectStoreSecretsQuery({}, group).execute()).count).toBe(1)
    await ResourceGroupApi.kubesubmitV4ResourcegroupsCreate({ resourceGroupId: 'team-sdk' }).execute()
    await ResourceGroupApi.kubesubmitV4ResourcegroupsPatch('team-sdk', {
      labels: [{ key: 'ext.ai.sap.com/a', value: 'b' }],
    }).execute()
    expect((await ResourceGroupApi.kubesubmitV4ResourcegroupsGet('team-sdk').execute()).labels).toEqual([
      { key: 'ext.ai.sap.com/a', value: 'b' },
    ])
    await ResourceGroupApi.kubesubmitV4ResourcegroupsDelete('team-sdk').execute()
  })

  it('hears honestly of what there is not', async () => {
    expect((await ExecutionApi.executionQuery({}, group).execute()).resources).toEqual([])
    expect((await MetricsApi.metricsFind({ executionIds: ['e0123456789abcde'] }, group).execute()).resources).toEqual([])
    await expect(FileApi.fileDownload('default/a/b.csv', group).execute()).rejects.toMatchObject({
      cause: { response: { status: 404 } },
    })
    const refused = await DeploymentApi.deploymentGet('d0123456789abcde', {}, group)
      .execute()
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ cause: { response: { status: 404, data: { error: { code: 'NotFound' } } } } })
  })
})
