import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TreeNode } from '../../domain/registry.ts'
import { makeBlobs } from '../models/blobs.ts'
import { makeMakeFolder, removeFolder } from './materialise.ts'

let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-folders-'))
  await mkdir(join(folder, 'blobs'))
  writeFileSync(join(folder, 'blobs/aa'), 'content')
})
afterEach(() => removeFolder(folder))

const node = (path: string, sha256: string | null): TreeNode => ({
  resourceGroup: 'default',
  path,
  sha256,
  bytes: 0,
  owner: '',
  modifiedAt: 0,
})
const make = () => makeMakeFolder({ blobs: makeBlobs(folder) }, join(folder, '.making'))
const ensure = (nodes: readonly TreeNode[]) => make().ensure(join(folder, 'v'), join(folder, 'v/Files'), 'R', async () => nodes)

it('is there whole, or not at all', async () => {
  const half = [node('R', null), node('R/a', 'aa'), node('R/sub', null), node('R/sub/b', 'missing')]
  await expect(ensure(half)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('R/sub/b') })
  expect([existsSync(join(folder, 'v')), readdirSync(join(folder, '.making'))]).toEqual([false, []])
  await ensure(half.slice(0, 3))
  expect(readFileSync(join(folder, 'v/Files/a'), 'utf8')).toBe('content')
})

it('is not made of what was deleted meanwhile', async () => {
  await expect(ensure([])).rejects.toMatchObject({ code: 'unavailable' })
  expect(existsSync(join(folder, 'v/Files'))).toBe(false)
})
