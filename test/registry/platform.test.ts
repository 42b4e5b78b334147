import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../platform.ts'
import { root, sha256 } from './scene.ts'

/** Through the public port: bytes pass the gateway as they come, and a connection that breaks off loses only what was on its way. */

let platform: Platform
beforeAll(async () => {
  platform = await startPlatform()
})
afterAll(() => platform[Symbol.asyncDispose]())

const weights = randomBytes(20 * 1024 * 1024)

const send = (id: string, from: number, bytes: Buffer) =>
  fetch(`${platform.url}${root}/uploads/${id}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${platform.adminKey.trim()}`,
      'content-type': 'application/octet-stream',
      'content-range': `bytes ${from}-${from + bytes.length - 1}/${weights.length}`,
    },
    body: new Uint8Array(bytes),
  })

it('a file larger than any JSON body goes up in one piece, goes on after a break, and comes down again', async () => {
  const { body: begun } = await platform.call('POST', `${root}/uploads`, { bytes: weights.length, sha256: sha256(weights) })
  const at = 5 * 1024 * 1024
  expect((await send(begun.id, 15 * 1024 * 1024, weights.subarray(15 * 1024 * 1024))).status).toBe(200)
  await breakOff(begun.id, weights.subarray(0, at), weights.subarray(0, 3_000_000))
  let upload = begun
  for (;;) {
    // What was written of the broken chunk is noted a moment after the connection is gone.
    upload = (await platform.call('GET', `${root}/uploads/${begun.id}`)).body
    if (upload.missing[0][0] > 0) break
    await platform.clock.sleep(20)
  }
  expect(upload.missing[0][0]).toBeLessThanOrEqual(3_000_000)
  for (const [from, to] of upload.missing) expect((await send(begun.id, from, weights.subarray(from, to))).status).toBe(200)
  const done = await platform.call('POST', `${root}/uploads/${begun.id}/complete`)
  expect(done).toMatchObject({ status: 200, body: { state: 'complete', sha256: sha256(weights) } })
  const made = await platform.call('POST', `${root}/models`, { name: 'large', files: [{ path: 'w.bin', uploadId: begun.id }] })
  expect(made).toMatchObject({ status: 201, body: { bytes: weights.length, framework: null } })
  expect(readFileSync(join(platform.dataDir, 'models/blobs', sha256(weights))).equals(weights)).toBe(true)

  const headers = { authorization: `Bearer ${platform.adminKey.trim()}` }
  const file = await fetch(`${platform.url}${root}/models/large/versions/1/files/w.bin`, { headers })
  expect(Buffer.from(await file.arrayBuffer()).equals(weights)).toBe(true)
  const archive = await fetch(`${platform.url}${root}/models/large/versions/latest/archive`, { headers })
  expect(Buffer.from(await archive.arrayBuffer()).includes(weights.subarray(0, 1_000))).toBe(true)
})

/** Announces `whole`, sends `part` of it, and hangs up. */
const breakOff = (id: string, whole: Buffer, part: Buffer) =>
  new Promise<void>((resolve) => {
    const call = request(`${platform.url}${root}/uploads/${id}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${platform.adminKey.trim()}`,
        'content-type': 'application/octet-stream',
        'content-length': whole.length,
        'content-range': `bytes 0-${whole.length - 1}/${weights.length}`,
      },
    })
    call.on('error', () => resolve())
    call.write(part, () => call.destroy(new Error('hung up')))
  })
