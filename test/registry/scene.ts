import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Principal } from '../../src/domain/principal.ts'
import { type Answer, type ControlUnderTest, openControl } from '../control-harness.ts'

export const root = '/v2/lm/registry'
export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

export type Scene = Awaited<ReturnType<typeof openScene>>

/** The control API with what tests of the registry do again and again. */
export async function openScene(options: Parameters<typeof openControl>[0] = {}) {
  const control: ControlUnderTest = await openControl(options)

  const put = async (
    id: string,
    bytes: Buffer,
    from: number,
    all: number,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await control.app.inject({
      method: 'PUT',
      url: `${root}/uploads/${id}`,
      headers: {
        authorization: `Bearer ${control.admin}`,
        'content-type': 'application/octet-stream',
        ...(bytes.length > 0 ? { 'content-range': `bytes ${from}-${from + bytes.length - 1}/${all}` } : {}),
        ...headers,
      },
      payload: bytes,
    })
    return { status: response.statusCode, headers: response.headers, body: response.json() }
  }

  const upload = async (bytes: Buffer | string, headers: Record<string, string> = {}): Promise<string> => {
    const content = Buffer.from(bytes)
    const { body } = await control.call('POST', `${root}/uploads`, { bytes: content.length }, headers)
    if (content.length > 0) expect((await put(body.id, content, 0, content.length, headers)).status).toBe(200)
    const done = await control.call('POST', `${root}/uploads/${body.id}/complete`, { sha256: sha256(content) }, headers)
    expect(done).toMatchObject({ status: 200, body: { state: 'complete', sha256: sha256(content), missing: [] } })
    return body.id
  }

  const register = async (
    name: string,
    files: Readonly<Record<string, Buffer | string>>,
    more: object = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const list: { path: string; uploadId: string }[] = []
    for (const [path, bytes] of Object.entries(files)) list.push({ path, uploadId: await upload(bytes, headers) })
    return control.call('POST', `${root}/models`, { name, files: list, ...more }, headers)
  }

  const namesIn = (folder: string): string[] => {
    const path = join(control.folder, folder)
    return existsSync(path) ? readdirSync(path).sort() : []
  }

  return {
    ...control,
    put,
    upload,
    register,
    /** Hashes of the contents on disk. */
    blobs: () => namesIn('models/blobs'),
    /** Everything that may be left half-done. */
    leftovers: () =>
      ['models/uploads', 'models/partial', 'models/registry/.importing', 'models/registry/.making'].flatMap(namesIn),
    namesIn,
    [Symbol.asyncDispose]: () => control[Symbol.asyncDispose](),
  }
}

export const principal = (role: Principal['role'] = 'admin'): Principal => ({
  kind: 'apiKey',
  id: role,
  name: role,
  role,
  resourceGroups: '*',
  deployments: '*',
  expiresAt: null,
})

export const callerOf = (resourceGroup: string, role: Principal['role'] = 'admin') => ({
  principal: principal(role),
  resourceGroup,
})
