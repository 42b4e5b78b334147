import { DeploymentApi, ResourceGroupApi } from '@sap-ai-sdk/ai-api'
import { AzureOpenAiChatClient } from '@sap-ai-sdk/foundation-models'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Deployed, must, openScene, type Scene } from './scene.ts'

/** SAP's clients with a service key that is limited to some groups, found the way that SAP BTP hands keys to applications. */

const messages = [{ role: 'user' as const, content: 'Hello' }]
const blue = { 'AI-Resource-Group': 'team-blue' }
let scene: Scene
let theirs: Deployed
let ours: Deployed

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
  must(202, await scene.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-blue' }))
  ours = await scene.deploy({ name: 'ours', parameters: { modelName: 'gpt-4o' }, group: 'team-blue' })
  theirs = await scene.deploy({ name: 'theirs', parameters: { modelName: 'gpt-4o' } })
  const client = { name: 'blue', role: 'consumer', resourceGroups: ['team-blue'] }
  const credentials = must(201, await scene.platform.call('POST', '/v2/admin/oauthClients', client))
  delete process.env['AICORE_SERVICE_KEY']
  process.env['VCAP_SERVICES'] = JSON.stringify({ aicore: [{ name: 'aicore', label: 'aicore', tags: ['aicore'], credentials }] })
})
beforeEach(() => scene.upstream.reset())
afterAll(async () => {
  delete process.env['VCAP_SERVICES']
  await scene[Symbol.asyncDispose]()
})

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (error: unknown) => error,
  )

describe('a service key of one group, bound as VCAP_SERVICES', () => {
  it('finds and calls what is deployed in that group', async () => {
    const { resources } = await DeploymentApi.deploymentQuery({}, blue).execute()
    expect(resources.map(({ id }) => id)).toEqual([ours.id])
    const client = new AzureOpenAiChatClient({ modelName: 'gpt-4o', resourceGroup: 'team-blue' })
    expect((await client.run({ messages })).getContent()).toBe('Hello there!')
    expect(scene.upstream.received).toHaveLength(1)
  })

  it.each([
    { name: 'in another group by its id', model: () => ({ deploymentId: theirs.id }) },
    { name: 'of another group under its own header', model: () => ({ deploymentId: theirs.id, resourceGroup: 'team-blue' }) },
    { name: 'of its own group under another header', model: () => ({ deploymentId: ours.id, resourceGroup: 'default' }) },
    { name: 'in a group that is not there', model: () => ({ deploymentId: theirs.id, resourceGroup: 'nowhere' }) },
  ])('calls nothing $name', async ({ model }) => {
    const refused = await failure(new AzureOpenAiChatClient(model()).run({ messages }))
    expect([403, 404]).toContain((refused as { cause: { response: { status: number } } }).cause.response.status)
    expect(scene.upstream.received).toEqual([])
  })

  it('reads and changes nothing elsewhere, and hears the same of groups that exist as of those that do not', async () => {
    const ask = (group: string) => failure(DeploymentApi.deploymentQuery({}, { 'AI-Resource-Group': group }).execute())
    const bodyOf = (refused: unknown, group: string) => {
      const { status, data } = (refused as { cause: { response: { status: number; data: object } } }).cause.response
      return {
        status,
        text: JSON.stringify(data)
          .replaceAll(group, 'GROUP')
          .replace(/"requestId":"[^"]*"/, ''),
      }
    }
    expect(bodyOf(await ask('default'), 'default')).toEqual(bodyOf(await ask('nowhere'), 'nowhere'))
    const stop = DeploymentApi.deploymentModify(ours.id, { targetStatus: 'STOPPED' }, blue).execute()
    expect(await failure(stop)).toMatchObject({
      cause: { response: { status: 403, data: { error: { message: expect.stringContaining('consumer') } } } },
    })
    const create = ResourceGroupApi.kubesubmitV4ResourcegroupsCreate({ resourceGroupId: 'mine' }).execute()
    expect(await failure(create)).toMatchObject({ cause: { response: { status: 403 } } })
  })
})
