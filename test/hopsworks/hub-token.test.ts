import { afterEach, beforeEach, expect, it } from 'vitest'
import { projectNumber } from '../../src/dialects/hopsworks/address.ts'
import { eventually } from '../gateway-harness.ts'
import { startHub } from '../hub.ts'
import { openScene, type Scene } from './scene.ts'

let hub: Awaited<ReturnType<typeof startHub>>
let scene: Scene
beforeEach(async () => {
  hub = await startHub({ token: 'hf_mine' })
  scene = await openScene({ hub: hub.endpoint })
})
afterEach(async () => {
  await scene[Symbol.asyncDispose]()
  await hub[Symbol.asyncDispose]()
})

const path = `modelregistries/${projectNumber('default')}/models/huggingface`
const begin = (hfToken?: string) => scene.call('POST', path, { huggingFaceModelId: 'acme/gated', hfToken })
const ended = async (id: string) => {
  const look = async () => (await scene.call('GET', `${path}/status/${id}`)).body
  await eventually(async () => (await look()).status !== 'RUNNING', 30_000)
  return look()
}

it('a token that comes with an import is shown to the hub, and kept nowhere', async () => {
  hub.put('acme/gated/main/a.bin', Buffer.from('weights'), { gated: true })
  const { status, body } = await begin('hf_mine')
  expect(status).toBe(202)
  expect(await ended(body.jobId)).toMatchObject({ status: 'COMPLETED', completedFiles: 1 })
  const toHub = hub.seen.filter((each) => !each.path.startsWith('/cdn/'))
  expect(new Set(toHub.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer hf_mine']))
  const records = await scene.control.store.registry.imports.list('default')
  expect(JSON.stringify(records)).not.toContain('hf_mine')
  expect(JSON.stringify([scene.control.logged, scene.control.audited])).not.toContain('hf_mine')
})

it('an import whose token is wrong, or was forgotten at a restart, says so', async () => {
  hub.put('acme/gated/main/a.bin', Buffer.from('weights'), { gated: true })
  const { body } = await begin('hf_other')
  expect(await ended(body.jobId)).toMatchObject({
    status: 'FAILED',
    error: expect.stringMatching(/^not_found_or_auth_required: /),
  })

  const { imports } = scene.control.store.registry
  const record = await imports.get('default', body.jobId)
  if (!record) throw new Error('the import is gone')
  await imports.put({ ...record, id: 'afterwards', state: 'running', error: null })
  await scene.control.registry.imports.resume()
  expect(await ended('afterwards')).toMatchObject({
    status: 'FAILED',
    error: expect.stringMatching(/the token of this import was not kept: begin it anew/),
  })
})

it('a token with a line end is none', async () => {
  expect(await begin('hf_mine\r\nx-evil: 1')).toMatchObject({ status: 400, body: { errorCode: 120001 } })
})
