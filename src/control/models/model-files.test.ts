import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256, startHub } from '../../../test/hub.ts'
import { aConfiguration, aDeployment, aGroup, anArtifact } from '../../../test/samples.ts'
import type { Deployment } from '../../domain/deployment.ts'
import type { ModelImport } from '../../domain/model-file.ts'
import type { Principal } from '../../domain/principal.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import { systemClock, systemIds } from '../../system.ts'
import { type ModelFiles, openModelFiles } from './model-files.ts'

const principal = (role: Principal['role']): Principal => ({
  kind: 'apiKey',
  id: role,
  name: role,
  role,
  resourceGroups: '*',
  deployments: '*',
  expiresAt: null,
})
const admin = principal('admin')
const operator = principal('operator')

const gguf = (bytes: number) => Buffer.concat([Buffer.from('GGUF'), randomBytes(bytes - 4)])

let folder: string
let store: Store
let hub: Awaited<ReturnType<typeof startHub>>
let models: ModelFiles
let arrived: string[]
const source = 'hf://org/repo/tiny.gguf'

const open = (more: { allowPrivate?: boolean; endpoint?: string } = {}) =>
  openModelFiles({
    store,
    clock: systemClock,
    newIds: systemIds,
    modelsFolder: join(folder, 'models'),
    hub: { endpoint: more.endpoint ?? hub.endpoint, token: 'hub-token' },
    allowPrivate: more.allowPrivate ?? true,
    audit: () => {},
    arrived: (each) => arrived.push(each),
  })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-models-'))
  store = await openStore({ kind: 'sqlite', path: join(folder, 'store.db') })
  await store.resourceGroups.insert(aGroup('default'))
  hub = await startHub({ token: 'hub-token' })
  arrived = []
  models = open()
})
afterEach(async () => {
  await models.imports[Symbol.asyncDispose]()
  await hub[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const until = async (record: ModelImport, reached: (record: ModelImport) => boolean = ended): Promise<ModelImport> => {
  for (;;) {
    const now = await models.imports.get(record.id)
    if (reached(now)) return now
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
const ended = ({ state }: ModelImport) => state === 'done' || state === 'failed'
const pull = async (text: string, more: { sha256?: string; as?: Principal } = {}) =>
  until(await models.imports.start(more.as ?? operator, { source: text, ...(more.sha256 ? { sha256: more.sha256 } : {}) }))
const leftovers = () => readdir(join(folder, 'models', 'partial'))

describe('importing from the hub', () => {
  it('stores the file under its checksum and finds it by source and by checksum', async () => {
    const content = gguf(200_000)
    hub.put('org/repo/main/tiny.gguf', content)
    const done = await pull(source)
    expect(done).toMatchObject({ state: 'done', error: null, bytesDone: 200_000, bytesTotal: 200_000, sha256: sha256(content) })
    const path = await models.resolveModelFile('hf://org/repo/tiny.gguf@main')
    expect(path).toBe(join(folder, 'models', 'blobs', sha256(content)))
    expect(await models.resolveModelFile(sha256(content))).toBe(path)
    expect((await readFile(path)).equals(content)).toBe(true)
    expect(await models.files.list()).toMatchObject([{ source, fileName: 'tiny.gguf', bytes: 200_000 }])
    expect(arrived).toEqual([source])
    expect(await leftovers()).toEqual([])
  })

  it('goes on after lost connections, asking only for the rest', async () => {
    const content = gguf(8_000_000)
    hub.put('org/repo/main/tiny.gguf', content, { dropAfter: [4_000_000, 2_000_000] })
    expect(await pull(source)).toMatchObject({ state: 'done', sha256: sha256(content) })
    const ranges = hub.seen
      .filter(({ path }) => path.startsWith('/cdn/'))
      .map(({ range }) => Number(/^bytes=(\d+)-$/.exec(range ?? 'bytes=0-')?.[1]))
    const [first = -1, second = -1, third = -1] = ranges
    expect(ranges).toHaveLength(3)
    expect(first).toBe(0)
    // What was in flight when the connection broke may be lost, what was written is not.
    expect(second).toBeGreaterThan(3_000_000)
    expect(third).toBeGreaterThan(second + 1_000_000)
  })

  it('goes on after a restart of the process, under the same import', async () => {
    const content = gguf(100_000)
    const file = hub.put('org/repo/main/tiny.gguf', content, { hold: true }).get('org/repo/main/tiny.gguf')
    const record = await models.imports.start(operator, { source })
    await until(record, ({ bytesDone }) => bytesDone === 8)
    await models.imports[Symbol.asyncDispose]()
    expect((await store.modelImports.get(record.id))?.state).toBe('downloading')

    hub.files.set('org/repo/main/tiny.gguf', { content: file?.content ?? content })
    models = open()
    await models.imports.resume()
    expect(await until(record)).toMatchObject({ state: 'done', sha256: sha256(content) })
    expect(hub.seen.at(-1)?.range).toBe('bytes=8-')
  })

  it('starts over when the file changed in between', async () => {
    hub.put('org/repo/main/tiny.gguf', gguf(50_000), { hold: true })
    const record = await models.imports.start(operator, { source })
    await until(record, ({ bytesDone }) => bytesDone === 8)
    await models.imports[Symbol.asyncDispose]()

    const changed = gguf(60_000)
    hub.put('org/repo/main/tiny.gguf', changed)
    models = open()
    await models.imports.resume()
    expect(await until(record)).toMatchObject({ state: 'done', bytesDone: 60_000, sha256: sha256(changed) })
  })

  it('keeps nothing when the checksum is not the one the hub vouches for', async () => {
    hub.put('org/repo/main/tiny.gguf', gguf(1000), { sha256: '0'.repeat(64) })
    const failed = await pull(source)
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringContaining('checksum mismatch') })
    expect(await leftovers()).toEqual([])
    expect(await models.files.list()).toEqual([])
  })

  it('ends at the first bytes of what is no GGUF', async () => {
    hub.put('org/repo/main/tiny.gguf', Buffer.from('<!doctype html>'))
    expect((await pull(source)).error).toContain('is not a GGUF file: it starts with "<!do"')
    expect(await leftovers()).toEqual([])
  })

  it('asks once for two imports of one source, and not at all for content that is here', async () => {
    const content = gguf(1000)
    hub.put('org/repo/main/tiny.gguf', content, { hold: true })
    const first = await models.imports.start(operator, { source })
    const second = await models.imports.start(operator, { source: `${source}@main` })
    expect(second.id).toBe(first.id)
    await until(first, ({ bytesDone }) => bytesDone === 8)
    hub.release()
    await until(first)
    hub.put('org/other/main/same.gguf', content, { hold: true })
    expect(await pull('hf://org/other/same.gguf')).toMatchObject({ state: 'done', sha256: sha256(content) })
    expect(await leftovers()).toEqual([])
  })

  it('transfers two at a time; the others wait', async () => {
    const records: ModelImport[] = []
    for (const name of ['a', 'b', 'c']) {
      hub.put(`org/repo/main/${name}.gguf`, gguf(1000), { hold: true })
      records.push(await models.imports.start(operator, { source: `hf://org/repo/${name}.gguf` }))
    }
    for (const record of records.slice(0, 2)) await until(record, ({ bytesDone }) => bytesDone === 8)
    expect(hub.held()).toBe(2)
    expect(hub.seen.some(({ path }) => path.includes('c.gguf'))).toBe(false)
    hub.release()
    const [, , third] = records
    if (!third) throw new Error('three were started')
    await until(third, ({ bytesDone }) => bytesDone === 8)
    hub.release()
    expect(await until(third)).toMatchObject({ state: 'done' })
  })

  it('can be cancelled, and leaves nothing behind', async () => {
    hub.put('org/repo/main/tiny.gguf', gguf(1000), { hold: true })
    const record = await models.imports.start(operator, { source })
    await until(record, ({ bytesDone }) => bytesDone === 8)
    await models.imports.cancel(operator, record.id)
    expect(await models.imports.get(record.id)).toMatchObject({ state: 'failed', error: 'cancelled' })
    expect(await leftovers()).toEqual([])
    await expect(models.imports.cancel(operator, record.id)).rejects.toMatchObject({ code: 'precondition' })
  })

  it('shows its token to the hub alone', async () => {
    hub.put('org/repo/main/tiny.gguf', gguf(100), { gated: true })
    const elsewhere = await startHub()
    elsewhere.put('org/repo/main/tiny.gguf', gguf(100))
    expect(await pull(source)).toMatchObject({ state: 'done' })
    expect(await pull(`${elsewhere.endpoint}/cdn/${encodeURIComponent('org/repo/main/tiny.gguf')}`)).toMatchObject({
      state: 'done',
    })
    expect(hub.seen[0]?.authorization).toBe('Bearer hub-token')
    expect(elsewhere.seen.map(({ authorization }) => authorization)).toEqual([undefined])
    await elsewhere[Symbol.asyncDispose]()
  })

  it('goes where the hub sends it without the token, and to no private address', async () => {
    const elsewhere = await startHub()
    elsewhere.put('org/repo/main/tiny.gguf', gguf(100))
    const location = `${elsewhere.endpoint}/cdn/${encodeURIComponent('org/repo/main/tiny.gguf')}`
    hub.put('org/repo/main/tiny.gguf', elsewhere.files.get('org/repo/main/tiny.gguf')?.content ?? gguf(1), { location })
    models = open({ allowPrivate: false })
    expect((await pull(source)).error).toContain('private address')
    expect(elsewhere.seen).toEqual([])
    models = open()
    expect(await pull(source)).toMatchObject({ state: 'done' })
    expect(elsewhere.seen).toMatchObject([{ authorization: undefined }])
    await elsewhere[Symbol.asyncDispose]()
  })

  it.each(['file:///etc/passwd', 'http://[', '/cdn/1?signature=once'])('ends a redirect to %s', async (location) => {
    hub.put('org/repo/main/tiny.gguf', gguf(100), { location })
    expect(await pull(source)).toMatchObject({ state: 'failed' })
  })

  it('does not go round in circles', async () => {
    hub.put('org/repo/main/tiny.gguf', gguf(100), { location: `/org/repo/resolve/main/tiny.gguf` })
    expect((await pull(source)).error).toContain('more than 5 redirects')
  })

  it('tries again when the server has trouble', async () => {
    hub.put('org/repo/main/tiny.gguf', gguf(100), { failures: [503] })
    expect(await pull(source)).toMatchObject({ state: 'done' })
  })

  it('says how much room is missing before it begins', async () => {
    hub.put('org/repo/main/tiny.gguf', gguf(100), { size: 900_000_000_000_000 })
    expect((await pull(source)).error).toMatch(/no room on the disk .* needs 900000.0 GB, .* are free/)
  })

  it('refuses a checksum that the hub does not confirm, before it begins', async () => {
    hub.put('org/repo/main/tiny.gguf', gguf(100))
    expect((await pull(source, { sha256: '2'.repeat(64) })).error).toContain('the hub says its SHA-256 is')
  })

  it.each([
    ['hf://org/nothing/x.gguf', 'no repository org/nothing'],
    ['hf://org/repo/x.gguf', 'no file x.gguf'],
    ['hf://org/repo/tiny.gguf@v9', 'no revision "v9"'],
    ['hf://org/closed/tiny.gguf', 'is gated: accept its terms'],
  ])('says why %s cannot be had', async (text, words) => {
    const strict = await startHub({ token: 'another' })
    strict.put('org/repo/main/tiny.gguf', gguf(10))
    strict.put('org/closed/main/tiny.gguf', gguf(10), { gated: true })
    models = open({ endpoint: strict.endpoint })
    expect((await pull(text)).error).toContain(words)
    await strict[Symbol.asyncDispose]()
  })
})

describe('importing from elsewhere', () => {
  it('refuses private addresses unless they are allowed, but trusts the configured hub', async () => {
    models = open({ allowPrivate: false })
    hub.put('org/repo/main/tiny.gguf', gguf(100))
    await expect(models.imports.start(operator, { source: `${hub.endpoint}/cdn/x` })).rejects.toMatchObject({
      code: 'invalid',
      message: /https/,
    })
    expect((await pull('https://127.0.0.1:1/x.gguf')).error).toContain('private address')
    expect((await pull('https://localhost:1/x.gguf')).error).toContain('private address')
    expect(await pull(source)).toMatchObject({ state: 'done' })
  })

  it('takes a file of this machine, for administrators only', async () => {
    const content = gguf(5000)
    const path = join(folder, 'mine.gguf')
    await writeFile(path, content)
    const text = pathToFileURL(path).href
    await expect(models.imports.start(operator, { source: text })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await pull(text, { as: admin })).toMatchObject({ state: 'done', sha256: sha256(content) })
    expect((await stat(await models.resolveModelFile(text))).ino).toBe((await stat(path)).ino)
    expect((await pull(`${text}.missing`, { as: admin })).error).toContain('there is no file')
    expect((await pull(pathToFileURL(folder).href, { as: admin })).error).toContain('is not a file')
  })

  it('holds the content to a checksum that was given', async () => {
    const content = gguf(500)
    hub.put('org/repo/main/tiny.gguf', content)
    const url = `${hub.endpoint}/cdn/${encodeURIComponent('org/repo/main/tiny.gguf')}`
    expect((await pull(url, { sha256: '1'.repeat(64) })).error).toContain('checksum mismatch')
    expect(await pull(url, { sha256: sha256(content) })).toMatchObject({ state: 'done' })
  })
})

describe('imported files', () => {
  it('tell what to do when they are not here', async () => {
    await expect(models.resolveModelFile(source)).rejects.toMatchObject({ code: 'invalid', message: /lectern models pull hf:/ })
    hub.put('org/repo/main/tiny.gguf', gguf(1000), { hold: true })
    await models.imports.start(operator, { source })
    await expect(models.resolveModelFile(source)).rejects.toMatchObject({ code: 'unavailable', message: /still being imported/ })
  })

  it('stay while a deployment that is wanted running needs them', async () => {
    const content = gguf(1000)
    hub.put('org/repo/main/tiny.gguf', content)
    await pull(source)
    const deployment = await deploy(`${source}@main`)
    await expect(models.files.remove(admin, sha256(content))).rejects.toMatchObject({ code: 'conflict', message: /used by tiny/ })
    await store.deployments.want(deployment.id, 1, { ...deployment, targetStatus: 'STOPPED' }, 1)
    await models.files.remove(admin, sha256(content))
    expect(await readdir(join(folder, 'models', 'blobs'))).toEqual([])
    await expect(models.files.remove(admin, sha256(content))).rejects.toMatchObject({ code: 'not_found' })
  })
})

async function deploy(url: string): Promise<Deployment> {
  const artifact = anArtifact(systemIds.uuid(), 'default', { url })
  await store.artifacts.insert(artifact)
  const configuration = aConfiguration(systemIds.uuid(), 'default', {
    inputArtifactBindings: [{ key: 'model', artifactId: artifact.id }],
  })
  await store.configurations.insert(configuration)
  const deployment = aDeployment(systemIds.deployment(), configuration, { name: 'tiny' })
  await store.deployments.insert(deployment)
  return deployment
}
