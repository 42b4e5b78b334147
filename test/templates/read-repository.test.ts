import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeRunGit } from '../../src/control/git/run-git.ts'
import { makeReadRepository, type RepositoryPlace, repositoryLimits } from '../../src/control/templates/read-repository.ts'
import { FakeClock } from '../fake-clock.ts'
import { openRepository } from './git-repository.ts'

let repository: ReturnType<typeof openRepository>
let scratch: string
const clock = new FakeClock()
const git = makeRunGit({ clock, allowPrivate: true, searchPath: process.env['PATH'] ?? '' })
beforeEach(() => {
  repository = openRepository()
  scratch = mkdtempSync(join(tmpdir(), 'lectern-copy-'))
})
afterEach(() => {
  repository[Symbol.dispose]()
  rmSync(scratch, { recursive: true, force: true })
})

const place = (more: Partial<RepositoryPlace> = {}): RepositoryPlace => ({
  url: pathToFileURL(repository.folder),
  credentials: null,
  revision: 'HEAD',
  path: '',
  folder: join(scratch, 'copy.git'),
  ...more,
})
const never = new AbortController().signal

it('reads texts, and says of the others why not', async () => {
  repository.commit({ 'a.yaml': 'a', 'b.YML': 'b', 'c.json': '{}', 'd.txt': 'd', 'deeper/e.yaml': 'e', 'wörld "1".yaml': 'w' })
  writeFileSync(join(repository.folder, 'f.yaml'), Buffer.from([0xff, 0xfe]))
  writeFileSync(join(repository.folder, 'g.yaml'), 'x'.repeat(65_537))
  const commit = repository.commit({})
  const read = makeReadRepository({ git, clock, limits: repositoryLimits })
  const snapshot = await read(place(), never)
  expect(snapshot.commit).toBe(commit)
  expect(snapshot.files).toEqual([
    { name: 'a.yaml', text: 'a', trouble: '' },
    { name: 'b.YML', text: 'b', trouble: '' },
    { name: 'c.json', text: '{}', trouble: '' },
    { name: 'f.yaml', text: null, trouble: 'is not text in UTF-8' },
    { name: 'g.yaml', text: null, trouble: 'is larger than 64 KiB' },
    { name: 'wörld "1".yaml', text: 'w', trouble: '' },
  ])
  repository.commit({ 'a.yaml': 'changed' })
  expect((await read(place(), never)).files[0]).toEqual({ name: 'a.yaml', text: 'changed', trouble: '' })
})

it('takes no more than it may, and keeps nothing of what it did not take', async () => {
  writeFileSync(join(repository.folder, 'large.bin'), randomBytes(200_000))
  repository.commit({ 'a.yaml': 'a', 'b.yaml': 'b' })
  const small = makeReadRepository({ git, clock, limits: { bytes: 100_000, files: 10 } })
  await expect(small(place(), never)).rejects.toMatchObject({
    code: 'too_large',
    message: expect.stringMatching(/repository is larger than/),
  })
  expect(existsSync(place().folder)).toBe(false)
  const few = makeReadRepository({ git, clock, limits: { ...repositoryLimits, files: 1 } })
  await expect(few(place(), never)).rejects.toMatchObject({
    code: 'too_large',
    message: expect.stringMatching(/2 YAML files; at most 1/),
  })
})

it('waits for nobody longer than two minutes, and stops when it is told to', async () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => void sockets.push(socket.resume())).listen(0, '127.0.0.1')
  await new Promise((done) => silent.once('listening', done))
  const url = new URL(`http://127.0.0.1:${(silent.address() as AddressInfo).port}/repository`)
  const read = makeReadRepository({ git, clock, limits: repositoryLimits })
  const late = expect(read(place({ url }), never)).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringMatching(/2 minutes/),
  })
  await vi.waitUntil(() => sockets.length === 1)
  await clock.advance(2 * 60_000)
  await late
  // Nobody is left who holds the connection.
  await vi.waitUntil(() => sockets[0]?.closed)
  const stop = new AbortController()
  const stopped = expect(read(place({ url }), stop.signal)).rejects.toThrow('enough')
  await vi.waitUntil(() => sockets.length === 2)
  stop.abort(new Error('enough'))
  await stopped
  await vi.waitUntil(() => sockets[1]?.closed)
  silent.close()
})
