import { afterAll, beforeAll, expect, it } from 'vitest'
import { startHub } from '../hub.ts'
import { type Platform, startPlatform } from '../platform.ts'
import { type ClientRelease, clients, runClient } from './client.ts'

let hub: Awaited<ReturnType<typeof startHub>>
let platform: Platform
beforeAll(async () => {
  hub = await startHub({ token: 'hf_of_mine' })
  hub.put('acme/gated-model/main/model.safetensors', Buffer.from('gated weights'), { gated: true })
  hub.put('acme/tiny-model/main/model.safetensors', Buffer.from('weights'))
  hub.put('acme/tiny-model/main/pytorch_model.bin', Buffer.from('the same again'))
  hub.put('acme/tiny-model/main/config.json', Buffer.from('{}'))
  platform = await startPlatform({ settings: { tls: 'self-signed', hfEndpoint: hub.endpoint } })
})
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  await hub?.[Symbol.asyncDispose]()
})

it('imports a repository by the client’s own call', async () => {
  const told = await runClient('5.2.1', 'hub.py', platform)
  expect(told.facts).toMatchObject({
    imported: ['tiny_model', 1, 'TORCH'],
    gated: ['gated_model', 1],
    refused: expect.stringMatching(/HuggingFaceImportException: .*not_found_or_auth_required/),
    missing: expect.stringMatching(/HuggingFaceImportException: .*model_not_found/),
    odd: expect.stringMatching(/error code: 120001.*"papyrus" is not one of/s),
  })
  const files = await platform.call('GET', '/v2/lm/registry/models/tiny_model/versions/1/files')
  expect(files.body.resources.map(({ path }: { path: string }) => path).sort()).toEqual(['config.json', 'model.safetensors'])
}, 120_000)

it.each(Object.keys(clients) as ClientRelease[])(
  'keeps models in the registry of another project with %s',
  async (release) => {
    await platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'shared-lab' })
    const told = await runClient(release, 'shared.py', platform)
    const name = `borrowed${release[0]}`
    expect(told.facts).toMatchObject({
      found: [name, { accuracy: 1 }],
      downloaded: ['weights.txt'],
      own: expect.stringMatching(release.startsWith('4') ? /error code: 360000/ : /no trouble: None/),
      nowhere: expect.stringMatching(/No model registry shared with current project default, from project nowhere/),
      left: [],
    })
  },
  120_000,
)
