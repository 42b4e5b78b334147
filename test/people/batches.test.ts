import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BatchScene, chatLines, openBatchScene } from '../batches/scene.ts'
import { eventually } from '../conformance/scene.ts'
import type { Json } from '../platform.ts'

let scene: BatchScene
let deploymentId: string
beforeAll(async () => {
  scene = await openBatchScene()
  deploymentId = await scene.deployModel('chat', { deploymentType: 'batch', capacity: 100 })
})
afterAll(() => scene[Symbol.asyncDispose]())

it('a batch goes on after the person who made it has signed out, in their name', async () => {
  const { platform } = scene
  const { body: ada } = await platform.call('POST', '/v2/admin/people', {
    name: 'ada',
    role: 'operator',
    resourceGroups: ['default'],
  })
  const signIn = async (): Promise<{ token: string; signOut: () => Promise<unknown> }> => {
    const { body } = await platform.call('POST', '/v2/admin/sign-in-links', { person: 'ada' })
    const headers = { 'sec-fetch-site': 'same-origin' }
    const answer = await fetch(body.url, { method: 'POST', headers, redirect: 'manual' })
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const session: Json = await (await fetch(`${platform.url}/console/session`, { headers: { cookie } })).json()
    const signOut = () => fetch(`${platform.url}/console/session`, { method: 'DELETE', headers: { ...headers, cookie } })
    return { token: session.token, signOut }
  }
  const start = async () => {
    const { token, signOut } = await signIn()
    const input = await scene.upload(chatLines(3, 'chat'))
    const openai = scene.clientFor(token)
    const batch = await openai.batches.create({
      input_file_id: input,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    })
    await signOut()
    return batch.id
  }
  expect(await scene.until(await start(), 'completed')).toMatchObject({ request_counts: { total: 3, completed: 3 } })
  await eventually(async () => (await scene.ledger(deploymentId)).length === 3, platform, 20_000)
  expect((await scene.ledger(deploymentId)).map(({ apiKey }) => apiKey)).toEqual([ada.id, ada.id, ada.id])
})
