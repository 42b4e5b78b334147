import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFiles } from '../../src/control/registry/open-files.ts'
import { executables } from '../../src/executables/index.ts'
import { openScene, root, type Scene, sha256 } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene[Symbol.asyncDispose]())

let made = 0
const reopen = () =>
  openFiles({
    store: scene.store,
    clock: scene.clock,
    newIds: { uuid: () => `again-${++made}` },
    executables,
    dataFolder: scene.folder,
    hub: { endpoint: 'http://127.0.0.1:1', token: null },
    allowPrivate: true,
    openSealed: () => '',
    searchPath: '',
    audit: () => {},
    host: { python: null, node: '' },
    run: async () => {},
    arrived: () => {},
  }).registry

/** Chunks of a file, in some order, some of them again, some of them broken off on their way. */
const plan = fc.record({
  content: fc.uint8Array({ maxLength: 300 }),
  chunk: fc.integer({ min: 1, max: 90 }),
  order: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
  again: fc.array(fc.nat(), { maxLength: 6 }),
  cuts: fc.array(fc.nat(), { maxLength: 4 }),
  /** After how many chunks the process dies. */
  dies: fc.nat(12),
})

const shuffled = <T>(items: readonly T[], keys: readonly number[]): T[] =>
  items
    .map((item, at) => ({ item, key: keys[at % keys.length] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)

const chunksOf = (bytes: Buffer, size: number): { from: number; part: Buffer }[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => ({
    from: at * size,
    part: bytes.subarray(at * size, (at + 1) * size),
  }))

it('an upload becomes its file, whatever order its chunks come in, however often, and wherever they break off', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ content, chunk, order, again, cuts, dies }) => {
      const bytes = Buffer.from(content)
      let { uploads } = scene.registry
      const { id } = await uploads.begin('default', `up-${++made}`, { bytes: bytes.length, sha256: null })
      const chunks = chunksOf(bytes, chunk)
      const sent = shuffled([...chunks, ...again.flatMap((at) => chunks[at % Math.max(1, chunks.length)] ?? [])], order)
      for (const [at, { from, part }] of sent.entries()) {
        if (at === dies) uploads = reopen().uploads
        const cut = cuts.includes(at) ? part.subarray(0, part.length >> 1) : part
        const body = new Readable({ read() {} })
        body.push(cut)
        if (cut.length < part.length) queueMicrotask(() => body.destroy(Object.assign(new Error('gone'), { code: 'ECONNRESET' })))
        else body.push(null)
        await uploads.put('default', id, { from, to: from + part.length, body }).catch((error) => {
          expect([cut.length < part.length, error.code]).toEqual([true, 'invalid'])
        })
      }
      // Asks what is missing, and sends that.
      for (const [from, to] of missingOf(await uploads.get('default', id)))
        await uploads.put('default', id, { from, to, body: Readable.from([bytes.subarray(from, to)]) })
      const done = await uploads.complete('default', id, sha256(bytes))
      expect(readFileSync(join(scene.folder, 'models/blobs', done.sha256)).equals(bytes)).toBe(true)
      await uploads.cancel('default', id)
    }),
    { numRuns: 60 },
  )
  expect([scene.blobs(), scene.leftovers()]).toEqual([[], []])
}, 60_000)

const missingOf = ({ received, bytes }: { received: readonly (readonly [number, number])[]; bytes: number }) => {
  const starts = [0, ...received.map(([, to]) => to)]
  const ends = [...received.map(([from]) => from), bytes]
  return starts.flatMap((from, at) => (from < (ends[at] ?? 0) ? [[from, ends[at] ?? 0] as const] : []))
}

it('flow.js chunks become a file of the tree, in any order, at the same time, and again', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ content, chunk, order, again }) => {
      const bytes = Buffer.from(content)
      const name = `f${++made}.bin`
      const all = chunksOf(bytes, chunk).map((each, at) => ({ ...each, number: at + 1 }))
      if (all.length === 0) all.push({ from: 0, part: bytes, number: 1 })
      const sent = shuffled([...all, ...again.flatMap((at) => all[at % all.length] ?? [])], order)
      const send = ({ part, number }: { part: Buffer; number: number }) =>
        scene.registry.receiveFlowChunk('default', 'me', {
          folder: '/Models/m/1/Files',
          fileName: name,
          identifier: `${bytes.length}_${name}`,
          chunkNumber: number,
          chunkSize: chunk,
          totalSize: bytes.length,
          body: Readable.from([part]),
        })
      for (let at = 0; at < sent.length; at += 3) {
        const group = sent.slice(at, at + 3)
        // One that is repeated at the very moment the file is being completed is told to try again, as one whose file is there already is not.
        const answers = await Promise.allSettled(group.map(send))
        for (const [index, answer] of answers.entries()) {
          const each = group[index]
          if (answer.status === 'rejected' && each) {
            expect(answer.reason).toMatchObject({ code: expect.stringMatching(/^(conflict|invalid)$/) })
            await send(each)
          }
        }
      }
      const { node, open } = await scene.registry.tree.read('default', `Models/m/1/Files/${name}`)
      const pieces: Buffer[] = []
      for await (const piece of open() as AsyncIterable<Buffer>) pieces.push(piece)
      expect([node.bytes, Buffer.concat(pieces).equals(bytes)]).toEqual([bytes.length, true])
    }),
    { numRuns: 40 },
  )
  expect((await scene.call('GET', `${root}/uploads`)).body.resources).toEqual([])
  expect(scene.leftovers()).toEqual([])
}, 60_000)

it('a flow.js chunk of another file at the same place is refused, and an equal one is not', async () => {
  const send = (text: string, totalSize = text.length) =>
    scene.registry.receiveFlowChunk('default', 'me', {
      folder: 'Resources',
      fileName: 'predict.py',
      identifier: `${totalSize}_predict.py`,
      chunkNumber: 1,
      chunkSize: 100,
      totalSize,
      body: Readable.from([Buffer.from(text)]),
    })
  expect((await send('one')).node).toMatchObject({ path: 'Resources/predict.py', bytes: 3 })
  expect((await send('one')).node).toMatchObject({ bytes: 3 })
  for (const other of ['two', 'longer']) await expect(send(other)).rejects.toMatchObject({ code: 'conflict' })
  await scene.registry.tree.remove('default', '/Resources/predict.py')
  expect((await send('two')).node).toMatchObject({ bytes: 3 })
})

it('a version is made of what flow.js brought, and does not change any more', async () => {
  await scene.registry.receiveFlowChunk('default', 'me', {
    folder: 'Models/flowers/3/Files',
    fileName: 'model.pkl',
    identifier: 'x',
    chunkNumber: 1,
    chunkSize: 10,
    totalSize: 7,
    body: Readable.from([Buffer.from('weights')]),
  })
  const caller = { resourceGroup: 'default', principal: (await import('./scene.ts')).principal() }
  const draft = {
    name: 'flowers',
    version: 3,
    framework: 'SKLEARN',
    description: '',
    metrics: {},
    inputExample: null,
    modelSchema: null,
    program: null,
    environment: null,
    extra: { featureView: null },
  } as const
  const register = () => scene.registry.versions.registerFolder(caller, draft)
  expect(await register()).toMatchObject({ version: 3, bytes: 7, fileCount: 1 })
  await expect(register()).rejects.toMatchObject({ code: 'conflict' })
  await expect(scene.registry.versions.registerFolder(caller, { ...draft, version: 4 })).rejects.toMatchObject({
    code: 'invalid',
  })
  await expect(scene.registry.tree.remove('default', 'Models/flowers/3/Files/model.pkl')).rejects.toMatchObject({
    code: 'conflict',
  })
  const next = await scene.register('flowers', { a: 'x' })
  expect(next.body.version).toBe(4)
})

it('what nobody touched for a day goes, and what belongs to nobody', async () => {
  const { id } = await scene.registry.uploads.begin('default', 'old', { bytes: 5, sha256: null })
  await scene.clock.advance(23 * 3_600_000)
  await scene.registry.tidy()
  expect(await scene.registry.uploads.get('default', id)).toMatchObject({ id })
  await scene.clock.advance(2 * 3_600_000)
  await scene.registry.tidy()
  await expect(scene.registry.uploads.get('default', id)).rejects.toMatchObject({ code: 'not_found' })
  expect(scene.leftovers()).toEqual([])
})

it('a chunk that is still on its way when the upload completes writes nothing more', async () => {
  const { uploads } = scene.registry
  await uploads.begin('default', 'slow', { bytes: 10, sha256: null })
  const slow = new Readable({ read() {} })
  const first = uploads.put('default', 'slow', { from: 0, to: 10, body: slow })
  slow.push('01234')
  await uploads.put('default', 'slow', { from: 0, to: 10, body: Readable.from([Buffer.from('0123456789')]) })
  const [done, late] = await Promise.allSettled([uploads.complete('default', 'slow', null), first])
  expect(done).toMatchObject({ status: 'fulfilled', value: { sha256: sha256('0123456789') } })
  expect(late).toMatchObject({ status: 'rejected' })
  slow.push('XXXXX')
  expect(readFileSync(join(scene.folder, 'models/blobs', sha256('0123456789')), 'utf8')).toBe('0123456789')
  const more = uploads.put('default', 'slow', { from: 0, to: 1, body: Readable.from([Buffer.from('X')]) })
  await expect(more).rejects.toMatchObject({ code: 'conflict' })
  await uploads.cancel('default', 'slow')
  expect(scene.leftovers()).toEqual([])
})
