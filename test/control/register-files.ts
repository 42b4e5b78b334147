import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import type { Platform } from '../platform.ts'

/** Registers the next version of a model with these files, over the API. */
export async function registerFiles(platform: Platform, name: string, files: Readonly<Record<string, Buffer>>): Promise<void> {
  const list: { path: string; uploadId: string }[] = []
  for (const [path, bytes] of Object.entries(files)) list.push({ path, uploadId: await upload(platform, bytes) })
  const made = await platform.call('POST', '/v2/lm/registry/models', { name, framework: 'ONNX', files: list })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
}

async function upload(platform: Platform, bytes: Buffer): Promise<string> {
  const { body } = await platform.call('POST', '/v2/lm/registry/uploads', { bytes: bytes.length })
  const put = await fetch(`${platform.url}/v2/lm/registry/uploads/${body.id}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${platform.adminKey}`,
      'ai-resource-group': 'default',
      'content-type': 'application/octet-stream',
      'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}`,
    },
    body: new Uint8Array(bytes),
  })
  expect(put.status).toBe(200)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  expect((await platform.call('POST', `/v2/lm/registry/uploads/${body.id}/complete`, { sha256 })).status).toBe(200)
  return body.id
}
