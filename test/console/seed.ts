import { starter } from '../../console/src/screens/templates/starter.ts'
import { must } from '../conformance/scene.ts'
import type { Json } from '../platform.ts'
import { systemPython } from '../python-environment.ts'
import { question } from '../upgrades/scene.ts'
import { entry, type MoneyScene, openMoneyScene } from './money-scene.ts'

const dayMs = 86_400_000
const daysAgo = (days: number): string => new Date(Date.now() - days * dayMs).toISOString()

/** An installation that people have worked with for a week. */
export type Seeded = MoneyScene & {
  /** Ids of deployments, by name. */
  readonly ids: ReadonlyMap<string, string>
  readonly configurationId: string
  /** Of a call that was answered. */
  readonly callId: string
}

const sums = `class Predict:
    def predict(self, inputs):
        rows = zip(*inputs.values()) if isinstance(inputs, dict) else inputs
        return [float(sum(row)) for row in rows]
`
const broken = `export default class Predict {
  constructor() {
    throw new Error('the model file holds no weights')
  }
  predict(inputs) {
    return inputs
  }
}
`

export async function openSeeded(): Promise<Seeded> {
  const scene = await openMoneyScene({ demo: true, python: systemPython }, daysAgo(6))
  const { call, until, clock } = scene.under.platform
  const post = async (path: string, body: object, headers: Record<string, string> = {}): Promise<Json> => {
    const answer = await call('POST', path, body, headers)
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const ids = new Map<string, string>()
  await call('PUT', '/v2/admin/catalog/openai/talker', entry(15))
  // Long answers, at a price that adds up to some money in a week.
  scene.upstream.behaviour.words = Array.from({ length: 300 }, () => ' word')

  // What is called: a local demo, remote models of which two are retired, predictors of one's own, one of which does not start.
  for (const name of ['assistant', 'summaries', 'translator']) ids.set(name, await scene.deploy(name))
  ids.set('chat-next', await scene.deploy('chat-next', { version: 'v2' }))
  await registered(post)
  for (const [name, version, script] of [
    ['sums', '2', sums],
    ['ranker', '1', broken],
  ] as const) {
    const isPython = script === sums
    const files = [{ path: isPython ? 'predict.py' : 'predict.mjs', role: 'predictor', text: script }]
    await post(`/v2/lm/registry/models/${name}/versions/${version}/artifacts`, { files })
    const parameterBindings = [
      { key: 'model', value: name },
      { key: 'artifactVersion', value: '1' },
      ...(isPython ? [{ key: 'secretVariables', value: '{"API_TOKEN": "hub/token?"}' }] : []),
    ]
    const executableId = isPython ? 'python' : 'node'
    const configuration = { name, scenarioId: 'model-serving', executableId, parameterBindings }
    ids.set(name, (await post('/v2/lm/deployments', { name, configuration })).id)
  }
  const { body } = await call('GET', '/v2/lm/deployments')
  for (const { id, name } of body.resources) ids.set(name, id)
  const of = (name: string): string => ids.get(name) ?? ''

  // Who uses it, and what they may.
  await post('/v2/admin/resourceGroups', {
    resourceGroupId: 'team-a',
    labels: [{ key: 'ext.ai.sap.com/cost-centre', value: '4711' }],
  })
  await post('/v2/admin/resourceGroups', { resourceGroupId: 'team-b' })
  const keys: string[] = []
  for (const name of ['support-app', 'search', 'nightly-report']) {
    keys.push((await post('/v2/admin/apiKeys', { name, role: 'consumer', resourceGroups: ['default'] })).key)
  }
  await post('/v2/admin/oauthClients', { name: 'SAP app', role: 'operator', resourceGroups: '*' })
  for (const [name, displayName, role] of [
    ['ada', 'Ada Lovelace', 'admin'],
    ['grace', 'Grace Hopper', 'operator'],
    ['vera', 'Vera Rubin', 'viewer'],
  ])
    await post('/v2/admin/people', { name, displayName, role, resourceGroups: '*', password: 'a long enough password' })
  await post('/v2/admin/secrets', { name: 'hub', data: { token: 'dG9rZW4=' } })
  await post('/v2/admin/dockerRegistrySecrets', {
    name: 'team-images',
    data: { '.dockerconfigjson': JSON.stringify({ auths: { 'registry.example.com': { auth: 'YTpi' } } }) },
  })
  await post('/v2/admin/objectStoreSecrets', {
    name: 'weights',
    type: 'S3',
    bucket: 'models',
    region: 'eu-central-1',
    data: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
  })
  await post('/v2/admin/quotas', { scope: { deployment: of('assistant') }, tokensPerMinute: 50_000, requestsPerMinute: 600 })
  await post('/v2/admin/quotas', { scope: { model: 'talker' }, requestsPerMinute: 1_200 })
  await post('/v2/admin/rates', { kind: 'instance', nanoPerHour: 250_000_000, validFrom: daysAgo(6).slice(0, 10) })
  await post('/v2/admin/servingTemplates', { template: starter })
  await post('/v2/admin/budgets', { scope: {}, amount: '1.80', period: 'month' })
  await post('/v2/admin/budgets', { scope: { deployment: of('assistant') }, amount: '0.50', period: 'month', block: false })
  await post('/v2/admin/notification-targets', { kind: 'webhook', url: `${scene.upstream.address}/hook`, events: ['budget.*'] })

  for (const name of ['demo', 'sums']) await until(of(name), 'RUNNING')
  await week(scene, keys)
  // Some things of today: one is stopped, one call is wrong, one answer was kept.
  clock.travelTo(new Date().toISOString())
  await call('PATCH', `/v2/lm/deployments/${of('translator')}`, { targetStatus: 'STOPPED' })
  await call('POST', '/v1/chat/completions', { model: 'demo', messages: 'none' })
  await scene.ask('demo', 6)
  await scene.under.platform.control.sweep()
  const ledger = await call('GET', '/v2/analytics/ledger')
  const { body: configurations } = await call('GET', '/v2/lm/configurations')
  return {
    ...scene,
    ids,
    configurationId: configurations.resources[0].id,
    callId: ledger.body.resources[0].id,
    [Symbol.asyncDispose]: scene[Symbol.asyncDispose].bind(scene),
  }
}

async function registered(post: (path: string, body: object) => Promise<Json>): Promise<void> {
  const schema = {
    input_schema: {
      columnar_schema: [
        { name: 'width', type: 'double' },
        { name: 'height', type: 'double' },
      ],
    },
  }
  const described = { modelSchema: schema, inputExample: [3, 4], description: 'Adds up what it is given.' }
  const one = { framework: 'PYTHON', name: 'sums', files: [{ path: 'model.txt', text: 'x' }] }
  await post('/v2/lm/registry/models', { ...one, ...described, metrics: { accuracy: 0.91, loss: 0.34 } })
  await post('/v2/lm/registry/models', { ...one, ...described, metrics: { accuracy: 0.97, loss: 0.12 } })
  const ranker = { framework: 'PYTHON', name: 'ranker', files: [{ path: 'model.txt', text: '' }] }
  await post('/v2/lm/registry/models', { ...ranker, metrics: { ndcg: 0.42 } })
}

/** Calls of each of the last days, by several applications; weekends are quiet. */
async function week({ under: { platform } }: MoneyScene, keys: readonly string[]): Promise<void> {
  for (const day of [6, 5, 4, 3, 2, 1, 0]) {
    platform.clock.travelTo(daysAgo(day))
    const calls = [14, 18, 22, 20, 9, 6, 16][day] ?? 0
    const asked = Array.from({ length: calls }, (_, at) => {
      const model = at % 4 === 3 ? 'summaries' : at % 7 === 6 ? 'chat-next' : 'assistant'
      const authorization = `Bearer ${keys[at % keys.length]}`
      return platform.call('POST', '/v1/chat/completions', { model, ...question }, { authorization })
    })
    for (const answer of await Promise.all(asked)) must(200, answer)
  }
}
