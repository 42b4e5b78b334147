import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  ApplicationApi,
  ArtifactApi,
  ConfigurationApi,
  DeploymentApi,
  ExecutableApi,
  RepositoryApi,
  ResourceQuotaApi,
  ScenarioApi,
} from '@sap-ai-sdk/ai-api'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { type Platform, startPlatform } from '../platform.ts'
import { systemPython } from '../python-environment.ts'
import { openRepository } from './git-repository.ts'
import { aTemplate } from './samples.ts'

/** SAP AI Core's own way to serve a model, with its unmodified client: templates from git, configuration, deployment, inference. */

const group = { 'AI-Resource-Group': 'default' }
const folder = mkdtempSync(join(tmpdir(), 'lectern-templates-'))
const repository = openRepository()
let platform: Platform

beforeAll(async () => {
  platform = await startPlatform({ settings: { python: systemPython } })
  vi.stubEnv('AICORE_SERVICE_KEY', platform.serviceKey)
}, 60_000)
afterAll(async () => {
  vi.unstubAllEnvs()
  await platform[Symbol.asyncDispose]()
  repository[Symbol.dispose]()
  rmSync(folder, { recursive: true })
})

const spec = (unit: string): string => `predictor:
  minReplicas: {{inputs.parameters.least}}
  maxReplicas: 1
  containerConcurrency: 4
  model:
    runtime: python
    parameters:
      script: "{{inputs.artifacts.code}}"
    env:
      - name: FACTOR
        value: "{{inputs.parameters.factor}}"
      - name: UNIT
        value: ${unit}`

/** Small, so that it fits beside whatever else runs here. */
const template = (unit: string, cascade = false): string =>
  aTemplate({
    name: 'sum-server',
    parameters: '[{ name: factor, type: string, default: "2" }, { name: least, default: "1" }]',
    spec: spec(unit),
    annotations: `    executables.ai.sap.com/cascade-update-deployments: "${cascade}"`,
  }).replace('ai.sap.com/resourcePlan: starter', 'x: y')

const script = `
import os
class Predict:
    def predict(self, inputs):
        return [[sum(row) * float(os.environ["FACTOR"]), os.environ["UNIT"]] for row in inputs]
`

async function importedScript(): Promise<string> {
  const path = join(folder, 'sums.py')
  writeFileSync(path, script)
  const source = pathToFileURL(path).href
  const { id } = (await platform.call('POST', '/v2/admin/models/imports', { source })).body
  await vi.waitUntil(async () => (await platform.call('GET', `/v2/admin/models/imports/${id}`)).body.state === 'done', 20_000)
  return source
}

const synced = async (): Promise<void> => {
  await ApplicationApi.kubesubmitV4ApplicationsRefresh('sums').execute()
  const commit = repository.git('rev-parse', 'HEAD')
  // Asked again and again: nothing says when it has looked.
  await vi.waitUntil(async () => {
    const { body } = await platform.call('GET', '/v2/admin/servingTemplates/sum-server')
    return body.template === repository.git('show', `${commit}:templates/sums.yaml`).concat('\n')
  }, 20_000)
}

it('a template in a repository becomes an endpoint that answers, and follows its changes', async () => {
  repository.commit({ 'templates/sums.yaml': template('m'), 'templates/broken.yaml': 'kind: [' })
  const url = `file://${repository.folder}`
  expect(
    await RepositoryApi.kubesubmitV4RepositoriesCreate({ name: 'repo', url, username: 'u', password: 'p' }).execute(),
  ).toEqual({
    id: 'repo',
    message: 'Repository has been on-boarded',
  })
  await vi.waitUntil(async () => (await RepositoryApi.kubesubmitV4RepositoriesGet('repo').execute()).status === 'COMPLETED')
  expect((await RepositoryApi.kubesubmitV4RepositoriesGetAll({}).execute()).resources).toMatchObject([{ name: 'repo', url }])
  const application = { applicationName: 'sums', repositoryUrl: url, revision: 'HEAD', path: 'templates' }
  expect(await ApplicationApi.kubesubmitV4ApplicationsCreate(application).execute()).toMatchObject({ id: 'sums' })
  await synced()
  await vi.waitUntil(
    async () => (await ApplicationApi.kubesubmitV4ApplicationsGetStatus('sums').execute()).syncFinishedAt !== undefined,
  )
  expect(await ApplicationApi.kubesubmitV4ApplicationsGetStatus('sums').execute()).toMatchObject({
    healthStatus: 'Degraded',
    source: { repoURL: url, path: 'templates', revision: 'HEAD' },
    syncResourcesStatus: [
      { name: 'broken.yaml', status: 'SyncFailed', message: expect.stringMatching(/^broken.yaml: line 1: is no YAML/) },
      { name: 'sum-server', kind: 'ServingTemplate', status: 'Synced' },
    ],
  })
  expect(await ApplicationApi.kubesubmitV4ApplicationsGet('sums').execute()).toEqual(application)
  expect((await ApplicationApi.kubesubmitV4ApplicationsGetAll({}).execute()).count).toBe(1)
  const quota = await ResourceQuotaApi.kubesubmitV4ResourceQuotaGetExecutableQuota({}).execute()
  expect(quota.usage?.servingTemplateCount).toBe(1)

  const scenarios = await ScenarioApi.scenarioQuery(group).execute()
  expect(scenarios.resources.find(({ id }) => id === 'my-scenario')).toMatchObject({ name: 'My scenario' })
  expect((await ScenarioApi.scenarioQueryVersions('my-scenario', {}, group).execute()).resources).toMatchObject([{ id: '0.1.0' }])
  const executable = await ExecutableApi.executableGet('my-scenario', 'sum-server', group).execute()
  expect(executable).toMatchObject({ deployable: true, parameters: [{ name: 'factor', default: '2' }, { name: 'least' }] })
  expect(executable.inputArtifacts).toMatchObject([{ name: 'code', kind: 'other' }])

  const source = await importedScript()
  const artifact = await ArtifactApi.artifactCreate(
    { name: 'sums', kind: 'other', url: source, scenarioId: 'my-scenario' },
    group,
  ).execute()
  const configuration = await ConfigurationApi.configurationCreate(
    {
      name: 'sums',
      scenarioId: 'my-scenario',
      executableId: 'sum-server',
      parameterBindings: [{ key: 'factor', value: '10' }],
      inputArtifactBindings: [{ key: 'code', artifactId: artifact.id }],
    },
    group,
  ).execute()
  const { id } = await DeploymentApi.deploymentCreate({ configurationId: configuration.id }, group).execute()
  await platform.until(id, 'RUNNING')
  const { deploymentUrl = '' } = await DeploymentApi.deploymentGet(id, {}, group).execute()
  const predict = async () => {
    const answer = await fetch(`${deploymentUrl}/v1/models/sums:predict`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${platform.adminKey}`,
        'ai-resource-group': 'default',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ instances: [[1, 2]] }),
    })
    return z.object({ predictions: z.array(z.tuple([z.number(), z.string()])) }).parse(await answer.json())
  }
  expect(await predict()).toEqual({ predictions: [[30, 'm']] })

  // Not meant for deployments that run: they stay what they are.
  repository.commit({ 'templates/sums.yaml': template('km') })
  await synced()
  await platform.control.sweep()
  expect(await predict()).toEqual({ predictions: [[30, 'm']] })

  repository.commit({ 'templates/sums.yaml': template('miles', true) })
  await synced()
  const answers: string[] = []
  await vi.waitUntil(async () => {
    const { predictions } = await predict()
    answers.push(predictions[0]?.[1] ?? '')
    return answers.at(-1) === 'miles'
  }, 20_000)
  expect(new Set(answers)).toEqual(new Set(['m', 'miles']))
  const after = await platform.until(id, 'RUNNING')
  expect(after).toMatchObject({ lastOperation: 'CASCADE-UPDATE', deploymentUrl })

  // Gone from the repository, it stays as long as it is used.
  repository.commit({ 'templates/sums.yaml': null })
  await ApplicationApi.kubesubmitV4ApplicationsRefresh('sums').execute()
  await vi.waitUntil(async () => {
    const { syncResourcesStatus = [] } = await ApplicationApi.kubesubmitV4ApplicationsGetStatus('sums').execute()
    return syncResourcesStatus.some(({ status }) => status === 'PruneSkipped')
  }, 20_000)
  expect(await predict()).toEqual({ predictions: [[30, 'miles']] })
  await DeploymentApi.deploymentModify(id, { targetStatus: 'STOPPED' }, group).execute()
  await platform.until(id, 'STOPPED')
  await DeploymentApi.deploymentDelete(id, group).execute()
  await vi.waitUntil(async () => (await platform.call('GET', `/v2/lm/deployments/${id}`)).status === 404, 20_000)
  await ApplicationApi.kubesubmitV4ApplicationsDelete('sums').execute()
  await RepositoryApi.kubesubmitV4RepositoriesDelete('repo').execute()
  expect((await platform.call('GET', '/v2/admin/servingTemplates')).body.count).toBe(0)
  await expect(ExecutableApi.executableGet('my-scenario', 'sum-server', group).execute()).rejects.toMatchObject({
    cause: { response: { status: 404 } },
  })
}, 120_000)
