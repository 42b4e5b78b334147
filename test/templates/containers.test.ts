import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Platform, startPlatform } from '../platform.ts'
import { type Podman, startPodman, whyNoContainers } from '../podman.ts'
import { aTemplate } from './samples.ts'

const why = whyNoContainers()

describe.skipIf(why !== null)(`a serving template with an image${why === null ? '' : `: skipped, ${why}`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-templates-'))
  let podman: Podman
  let platform: Platform
  beforeAll(async () => {
    podman = await startPodman()
    platform = await startPlatform({ settings: { containerSocket: podman.socketPath } })
  }, 120_000)
  afterAll(async () => {
    await platform[Symbol.asyncDispose]()
    await podman[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  }, 60_000)

  it('is served as SAP AI Core serves it: image, environment and model as the template says', async () => {
    const path = join(folder, 'model.txt')
    writeFileSync(path, 'the weights')
    const source = pathToFileURL(path).href
    const { id: importId } = (await platform.call('POST', '/v2/admin/models/imports', { source })).body
    await vi.waitUntil(
      async () => (await platform.call('GET', `/v2/admin/models/imports/${importId}`)).body.state === 'done',
      20_000,
    )

    const template = aTemplate({
      name: 'own-image',
      parameters: '[{ name: greeting, default: hello }, { name: image }]',
      spec: `predictor:
  minReplicas: 1
  maxReplicas: 1
  containers:
    - name: kserve-container
      image: "{{inputs.parameters.image}}"
      command: ${JSON.stringify(podman.command)}
      ports: [{ containerPort: 8080, protocol: TCP }]
      readinessProbe: { httpGet: { path: /health, port: 8080 } }
      resources: { limits: { memory: 512Mi } }
      env:
        - name: STORAGE_URI
          value: "{{inputs.artifacts.code}}"
        - name: GREETING
          value: "{{inputs.parameters.greeting}}"`,
    })
      .replace('"other"', '"model"')
      .replace('ai.sap.com/resourcePlan: starter', 'x: y')
    const made = await platform.call('POST', '/v2/admin/servingTemplates', { template })
    expect(made.status, JSON.stringify(made.body)).toBe(201)

    const artifact = { name: 'weights', kind: 'model', url: source, scenarioId: 'my-scenario' }
    const { id: artifactId } = (await platform.call('POST', '/v2/lm/artifacts', artifact)).body
    const configuration = await platform.call('POST', '/v2/lm/configurations', {
      name: 'served',
      scenarioId: 'my-scenario',
      executableId: 'own-image',
      parameterBindings: [
        { key: 'image', value: podman.image },
        { key: 'greeting', value: '","EVIL":"1' },
      ],
      inputArtifactBindings: [{ key: 'code', artifactId }],
    })
    expect(configuration.status, JSON.stringify(configuration.body)).toBe(201)
    const deployment = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
    expect(deployment.status, JSON.stringify(deployment.body)).toBe(202)
    const at = (below: string): string => `/v2/inference/deployments/${deployment.body.id}${below}`
    await platform.until(deployment.body.id, 'RUNNING')
    expect((await platform.call('GET', at('/model'))).body).toBe('the weights')
    const { env } = (await platform.call('GET', at('/facts'))).body
    expect(env).toMatchObject({ GREETING: '","EVIL":"1', STORAGE_URI: '/mnt/models' })
    expect(env).not.toHaveProperty('EVIL')
    expect((await platform.call('POST', at('/v2/greet'), { a: 1 })).body).toMatchObject({ path: '/v2/greet', body: '{"a":1}' })
  }, 60_000)

  it('has all files of a registered model where it mounts it, and secrets in its environment', async () => {
    const files = [
      { path: 'model.txt', text: 'the weights' },
      { path: 'more/labels.txt', text: 'setosa' },
    ]
    expect((await platform.call('POST', '/v2/lm/registry/models', { name: 'weights', files })).status).toBe(201)
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    for (const [name, data] of Object.entries({ hub: { token: base64('t0ken') }, all: { USER: base64('ann') } }))
      expect((await platform.call('POST', '/v2/admin/secrets', { name, data })).status).toBe(200)
    const template = aTemplate({
      name: 'own-folder',
      parameters: '[{ name: secret }]',
      spec: `predictor:
  minReplicas: 1
  maxReplicas: 1
  containers:
    - image: "${podman.image}"
      command: ${JSON.stringify(podman.command)}
      ports: [{ containerPort: 8080 }]
      env:
        - { name: STORAGE_URI, value: "{{inputs.artifacts.code}}" }
        - { name: HUB_TOKEN, valueFrom: { secretKeyRef: { name: "{{inputs.parameters.secret}}", key: token } } }
      envFrom:
        - { prefix: HUB_, secretRef: { name: all } }`,
    })
      .replace('"other"', '"model"')
      .replace('ai.sap.com/resourcePlan: starter', 'x: y')
    const made = await platform.call('POST', '/v2/admin/servingTemplates', { template })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    const artifact = { name: 'weights', kind: 'model', url: 'ai://default/Models/weights/1', scenarioId: 'my-scenario' }
    const { id: artifactId } = (await platform.call('POST', '/v2/lm/artifacts', artifact)).body
    const configuration = await platform.call('POST', '/v2/lm/configurations', {
      name: 'served',
      scenarioId: 'my-scenario',
      executableId: 'own-folder',
      parameterBindings: [{ key: 'secret', value: 'hub' }],
      inputArtifactBindings: [{ key: 'code', artifactId }],
    })
    const deployment = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
    expect(deployment.status, JSON.stringify(deployment.body)).toBe(202)
    const at = (below: string): string => `/v2/inference/deployments/${deployment.body.id}${below}`
    await platform.until(deployment.body.id, 'RUNNING')
    expect((await platform.call('GET', at('/models'))).body).toEqual(['model.txt', 'more', 'more/labels.txt'])
    const { env, models } = (await platform.call('GET', at('/facts'))).body
    expect(models).toBe('EROFS')
    expect(env).toMatchObject({ HUB_TOKEN: 't0ken', HUB_USER: 'ann', STORAGE_URI: '/mnt/models' })
  }, 60_000)
})
