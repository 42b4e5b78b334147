import {
  ArtifactApi,
  DockerRegistrySecretApi,
  ExecutionApi,
  ExecutionScheduleApi,
  KPIApi,
  MetaApi,
  MetricsApi,
  ObjectStoreSecretApi,
  ResourceQuotaApi,
  SecretApi,
  TenantInfoApi,
} from '@sap-ai-sdk/ai-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openScene, type Scene } from './scene.ts'

/** What `@sap-ai-sdk/ai-api` keeps in an installation and reads of it: secrets, quotas, capabilities, figures. */

const group = { 'AI-Resource-Group': 'default' }
let scene: Scene

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
})
afterAll(() => scene[Symbol.asyncDispose]())

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (error: unknown) => error,
  )

describe('secrets', () => {
  it('generic ones: of a group and of the tenant, never given out', async () => {
    const created = await SecretApi.kubesubmitV4GenericSecretsCreate(
      { name: 'token', data: { key: 'c2VjcmV0' } },
      group,
    ).execute()
    expect(created).toEqual({ name: 'token', message: expect.stringContaining('created') })
    await SecretApi.kubesubmitV4GenericSecretsUpdate('token', { data: { key: 'b3RoZXI=' } }, group).execute()
    const got = await SecretApi.kubesubmitV4GenericSecretsGet('token', group).execute()
    expect(JSON.stringify(got)).not.toMatch(/c2VjcmV0|b3RoZXI=/)
    const everywhere = { 'AI-Tenant-Scope': true, 'AI-Resource-Group': '*' }
    await SecretApi.kubesubmitV4GenericSecretsCreate({ name: 'wide', data: { key: 'YQ==' } }, everywhere).execute()
    expect(
      (await SecretApi.kubesubmitV4GenericSecretsGetAll({}, everywhere).execute()).resources?.map((each) => each.name),
    ).toEqual(['wide'])
    await SecretApi.kubesubmitV4GenericSecretsDelete('wide', everywhere).execute()
    await SecretApi.kubesubmitV4GenericSecretsDelete('token', group).execute()
    expect((await SecretApi.kubesubmitV4GenericSecretsGetAll({}, group).execute()).count).toBe(0)
  })

  it('of Docker registries, changed by merge patch', async () => {
    const data = { '.dockerconfigjson': '{"auths":{"registry.example":{"username":"u","password":"p"}}}' }
    await DockerRegistrySecretApi.kubesubmitV4DockerRegistrySecretsCreate({ name: 'hub', data }).execute()
    await DockerRegistrySecretApi.kubesubmitV4DockerRegistrySecretsPatch('hub', { data }).execute()
    expect(await DockerRegistrySecretApi.kubesubmitV4DockerRegistrySecretsGet('hub').execute()).toEqual({ name: 'hub' })
    expect((await DockerRegistrySecretApi.kubesubmitV4DockerRegistrySecretsQuery().execute()).resources).toEqual([
      { name: 'hub' },
    ])
    await DockerRegistrySecretApi.kubesubmitV4DockerRegistrySecretsDelete('hub').execute()
    expect((await DockerRegistrySecretApi.kubesubmitV4DockerRegistrySecretsQuery().execute()).resources).toEqual([])
  })

  it('of object stores, with what may be shown as metadata', async () => {
    const store = { type: 'S3', bucket: 'b', endpoint: 's3.example', region: 'eu', pathPrefix: 'p' }
    const data = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'very-secret' }
    await ObjectStoreSecretApi.kubesubmitV4ObjectStoreSecretsCreate({ name: 'default', ...store, data }, group).execute()
    const got = await ObjectStoreSecretApi.kubesubmitV4ObjectStoreSecretsGet('default', group).execute()
    expect(got).toMatchObject({
      name: 'default',
      metadata: { 'storage.ai.sap.com/type': 'S3', 'storage.ai.sap.com/bucket': 'b' },
    })
    expect(JSON.stringify(got)).not.toContain('very-secret')
    const changed = { name: 'default', ...store, bucket: 'c', data }
    await ObjectStoreSecretApi.kubesubmitV4ObjectStoreSecretsPatch('default', changed, group).execute()
    expect(
      (await ObjectStoreSecretApi.kubesubmitV4ObjectStoreSecretsQuery({}, group).execute()).resources?.[0]?.metadata,
    ).toMatchObject({
      'storage.ai.sap.com/bucket': 'c',
    })
    await ObjectStoreSecretApi.kubesubmitV4ObjectStoreSecretsDelete('default', group).execute()
    expect((await ObjectStoreSecretApi.kubesubmitV4ObjectStoreSecretsQuery({}, group).execute()).count).toBe(0)
  })
})

describe('the installation', () => {
  it('says what it can', async () => {
    const { runtimeIdentifier, aiApi } = await MetaApi.metaGet().execute()
    expect(runtimeIdentifier).toBe('lectern')
    expect(aiApi.capabilities).toMatchObject({
      userDeployments: true,
      userExecutions: false,
      executionSchedules: false,
      timeToLiveDeployments: true,
      bulkUpdates: { deployments: true, executions: false },
      logs: { deployments: true },
    })
  })

  it('names its tenant, and its quotas', async () => {
    const { identityzoneid } = JSON.parse(scene.platform.serviceKey) as { identityzoneid: string }
    expect(await TenantInfoApi.tenantInfoGet().execute()).toMatchObject({ tenantId: identityzoneid, status: expect.any(String) })
    const counts = [
      ResourceQuotaApi.kubesubmitV4ResourceQuotaGetResourceGroupQuota({}),
      ResourceQuotaApi.kubesubmitV4ResourceQuotaGetGenericSecretQuota({}, group),
      ResourceQuotaApi.kubesubmitV4ResourceQuotaGetDockerRegistrySecretQuota({}),
      ResourceQuotaApi.kubesubmitV4ResourceQuotaGetApplicationQuota({}),
      ResourceQuotaApi.kubesubmitV4ResourceQuotaGetRepositoryQuota({}),
    ]
    for (const quota of counts) {
      const { usage, quota: limit } = await quota.execute()
      expect(usage?.count).toEqual(expect.any(Number))
      expect(limit?.maxCount).toEqual(expect.any(Number))
    }
    const deployments = await ResourceQuotaApi.kubesubmitV4ResourceQuotaGetDeploymentQuota({}).execute()
    expect(deployments.usage).toMatchObject({ count: expect.any(Number), items: expect.any(Array) })
    expect((await ResourceQuotaApi.kubesubmitV4ResourceQuotaGetExecutableQuota({ quotaOnly: true }).execute()).quota).toBeTypeOf(
      'object',
    )
  })

  it('counts what there is', async () => {
    const artifact = { name: 'a', kind: 'model' as const, url: 'ai://default/a', scenarioId: 'foundation-models' }
    await ArtifactApi.artifactCreate(artifact, group).execute()
    const { header, rows } = await KPIApi.kpiGet({}).execute()
    expect(header).toEqual(['ResourceGroup', 'Executions', 'Artifacts', 'Deployments'])
    expect(rows).toContainEqual(['default', 0, 1, 0])
  })

  it('has no executions, and says so', async () => {
    expect(await ExecutionApi.executionQuery({ status: 'RUNNING' }, group).execute()).toEqual({ count: 0, resources: [] })
    expect(await ExecutionApi.executionCount({}, group).execute()).toBe(0)
    expect((await ExecutionScheduleApi.executionScheduleQuery({}, group).execute()).resources).toEqual([])
    expect((await MetricsApi.metricsFind({ executionIds: ['e0123456789abcde'] }, group).execute()).resources).toEqual([])
    const id = 'e0123456789abcde'
    expect(await failure(ExecutionApi.executionGet(id, {}, group).execute())).toMatchObject({
      cause: { response: { status: 404 } },
    })
    const refused = await failure(ExecutionApi.executionCreate({ configurationId: 'abcd1234' }, group).execute())
    expect(refused).toMatchObject({ cause: { response: { data: { error: { message: expect.stringMatching(/execution/i) } } } } })
  })
})
