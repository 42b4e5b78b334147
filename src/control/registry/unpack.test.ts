import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tarFile, zipFile } from '../../../test/registry/archives.ts'
import { unpack } from './unpack.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-unpack-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const limits = { files: 10, bytes: 1_000_000, ratio: 50, freeBytes: 10_000 }
const run = (bytes: Buffer, name = 'model.tgz', more = {}) => {
  const file = join(folder, 'archive')
  writeFileSync(file, bytes)
  return unpack({ file, name, bytes: bytes.length }, join(folder, 'out'), { ...limits, ...more }, new AbortController().signal)
}
const contents = async (bytes: Buffer) => {
  const found = await run(bytes)
  return Object.fromEntries(await Promise.all(found.map(async ({ path, file }) => [path, await readFile(file, 'utf8')])))
}

describe('archives', () => {
  const files = [
    { path: './model.pkl', content: 'weights' },
    { path: 'more/', type: '5' },
    { path: 'more/config.json', content: '{}' },
    { path: 'empty', content: '' },
  ]
  const expected = { 'model.pkl': 'weights', 'more/config.json': '{}', empty: '' }

  it.each([
    { name: 'tar', bytes: tarFile(files) },
    { name: 'tar.gz', bytes: gzipSync(tarFile(files)) },
    { name: 'zip', bytes: zipFile([{ path: 'model.pkl', content: 'weights' }, { path: 'more/' }, ...files.slice(2)]) },
    {
      name: 'zip, deflated',
      bytes: zipFile([{ path: 'model.pkl', content: 'weights', deflate: true }, { path: 'more/' }, ...files.slice(2)]),
    },
  ])('$name comes out as it went in', async ({ bytes }) => {
    expect(await contents(bytes)).toEqual(expected)
  })

  const many = Array.from({ length: 11 }, (_, at) => ({ path: `f${at}`, content: 'x' }))
  const zeros = 'x'.repeat(900_000)
  it.each<{ name: string; bytes: Buffer; says: string }>([
    { name: 'a path above', bytes: tarFile([{ path: '../evil', content: 'x' }]), says: '"." or ".."' },
    { name: 'a path above, further down', bytes: tarFile([{ path: 'a/../../evil', content: 'x' }]), says: '"." or ".."' },
    { name: 'an absolute path', bytes: tarFile([{ path: '/etc/passwd', content: 'x' }]), says: 'must be relative' },
    { name: 'a symbolic link', bytes: tarFile([{ path: 'a', type: '2', link: '/etc/passwd' }]), says: 'is a link' },
    { name: 'a hard link', bytes: tarFile([{ path: 'a', type: '1', link: '../../etc/passwd' }]), says: 'is a link' },
    { name: 'a device', bytes: tarFile([{ path: 'a', type: '3' }]), says: 'only files and folders' },
    { name: 'a pipe', bytes: tarFile([{ path: 'a', type: '6' }]), says: 'only files and folders' },
    { name: 'nothing in it', bytes: tarFile([{ path: 'a/', type: '5' }]), says: 'holds no files' },
    { name: 'too many files', bytes: tarFile(many), says: 'more than 10 files' },
    { name: 'a bomb', bytes: gzipSync(tarFile([{ path: 'a', content: zeros }])), says: 'more than 50 times its size' },
    { name: 'a broken header', bytes: Buffer.concat([Buffer.from('not a tar'), Buffer.alloc(2_000, 7)]), says: 'cannot be read' },
    { name: 'half of a gzip', bytes: gzipSync(tarFile([{ path: 'a', content: 'x' }])).subarray(0, 40), says: 'cannot be read' },
    {
      name: 'half of a file',
      bytes: tarFile([{ path: 'a', content: 'x'.repeat(5_000) }]).subarray(0, 2_048),
      says: 'cannot be read',
    },
    { name: 'zip: a path above', bytes: zipFile([{ path: '../evil', content: 'x' }]), says: 'cannot be read' },
    { name: 'zip: an absolute path', bytes: zipFile([{ path: '/etc/passwd', content: 'x' }]), says: 'cannot be read' },
    { name: 'zip: a backslash', bytes: zipFile([{ path: 'a\\..\\evil', content: 'x' }]), says: 'cannot be read' },
    { name: 'zip: a link', bytes: zipFile([{ path: 'a', content: '/etc/passwd', mode: 0o120777 }]), says: 'is a link' },
    { name: 'zip: a bomb', bytes: zipFile([{ path: 'a', content: zeros, deflate: true }]), says: 'more than 50 times' },
    {
      name: 'zip: a lie about a size',
      bytes: zipFile([{ path: 'a', content: 'xxxx', deflate: true, claimed: 1 }]),
      says: 'cannot be read',
    },
    { name: 'zip: encrypted', bytes: zipFile([{ path: 'a', content: 'x', deflate: true, flags: 1 }]), says: 'is encrypted' },
    { name: 'zip: too many files', bytes: zipFile(many), says: 'more than 10 files' },
    { name: 'half of a zip', bytes: zipFile([{ path: 'a', content: 'x' }]).subarray(0, 30), says: 'cannot be read' },
  ])('with $name are refused', async ({ bytes, says }) => {
    await expect(run(bytes)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining(says) })
  })

  it('that unpack to more than there is room for are refused', async () => {
    const bytes = tarFile([{ path: 'a', content: 'x'.repeat(600) }])
    await expect(run(bytes, 'm.tar', { bytes: 500 })).rejects.toMatchObject({
      code: 'too_large',
      details: { code: 'QuotaExceeded' },
    })
  })
})
