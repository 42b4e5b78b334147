import { describe, expect, it } from 'vitest'
import { describeEachStore } from '../../test/stores.ts'
import type { ModelVersion, TreeNode } from '../domain/registry.ts'

const version = (name: string, number: number, more: Partial<ModelVersion> = {}): ModelVersion => ({
  resourceGroup: 'default',
  name,
  version: number,
  framework: 'ONNX',
  description: '',
  metrics: { f1: 0.25 },
  inputExample: { a: [1, null] },
  modelSchema: { input_schema: { columnar_schema: [{ name: 'x', type: 'float' }] } },
  program: null,
  environment: 'environment.yml',
  extra: { featureView: 'f' },
  creator: 'me',
  bytes: 5_000_000_000,
  fileCount: 1,
  createdAt: 1,
  modifiedAt: 1,
  ...more,
})
const node = (path: string, sha256: string | null = null, more: Partial<TreeNode> = {}): TreeNode => ({
  resourceGroup: 'default',
  path,
  sha256,
  bytes: sha256 === null ? 0 : 10,
  owner: 'me',
  modifiedAt: 1,
  ...more,
})

describeEachStore('the registry’s store', (under) => {
  const registry = () => under.store.registry

  it('keeps a version with its files, or neither', async () => {
    const iris = version('iris', 1)
    await registry().versions.insert(iris, [node('Models/iris/1/Files'), node('Models/iris/1/Files/a', 'aa')])
    expect(await registry().versions.get('default', 'iris', 1)).toEqual(iris)
    expect(await registry().versions.get('team-a', 'iris', 1)).toBeNull()
    const clash = registry().versions.insert(version('rose', 1), [node('Models/rose/1'), node('Models/iris/1/Files/a', 'bb')])
    await expect(clash).rejects.toMatchObject({ code: 'conflict' })
    expect(await registry().versions.get('default', 'rose', 1)).toBeNull()
    expect(await registry().tree.get('default', 'Models/rose/1')).toBeNull()
    await expect(registry().versions.insert(iris, [])).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('version 1 of model iris exists already'),
    })
    await expect(registry().versions.insert(version('x', 1, { resourceGroup: 'gone' }), [])).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('lists, counts and changes versions', async () => {
    for (const [name, number] of [
      ['iris', 1],
      ['iris', 2],
      ['rose', 1],
    ] as const)
      await registry().versions.insert(version(name, number), [])
    await registry().versions.insert(version('other', 1, { resourceGroup: 'team-a' }), [])
    const names = (await registry().versions.list('default', {})).items.map((each) => `${each.name}:${each.version}`)
    expect(names).toEqual(['iris:2', 'iris:1', 'rose:1'])
    expect(await registry().versions.list('default', { name: 'iris', top: 1, skip: 1 })).toMatchObject({
      count: 2,
      items: [{ version: 1 }],
    })
    expect((await registry().versions.list('default', { search: 'ROS' })).count).toBe(1)
    expect((await registry().versions.list('default', { framework: 'GGUF' })).count).toBe(0)
    expect([await registry().versions.highest('default', 'iris'), await registry().versions.highest('default', 'x')]).toEqual([
      2, 0,
    ])
    expect(await registry().versions.models('default', { top: 1, skip: 0 })).toEqual({
      count: 2,
      items: [{ name: 'iris', versions: 2, latest: 2, modifiedAt: 1 }],
    })
    const next = version('iris', 1, { framework: null, metrics: {}, inputExample: null, modelSchema: null, modifiedAt: 9 })
    expect(await registry().versions.change(next)).toBe(true)
    expect(await registry().versions.get('default', 'iris', 1)).toEqual(next)
    expect(await registry().versions.change(version('iris', 9))).toBe(false)
  })

  it('removes a version with everything that is its own, and nothing of its neighbours', async () => {
    const own = ['Models/iris/1', 'Models/iris/1/Files', 'Models/iris/1/Artifacts']
    await registry().versions.insert(version('iris', 1), [...own.map((path) => node(path)), node('Models/iris/1/Files/a', 'aa')])
    await registry().versions.insert(version('iris', 10), [node('Models/iris/10'), node('Models/iris/10/a', 'bb')])
    const key = { resourceGroup: 'default', name: 'iris', version: 1 }
    await registry().tags.put(key, { name: 't', value: [1] })
    await registry().artifacts.insert(
      { ...key, artifact: 1, digest: 'd', predictor: 'p.py', transformer: null, config: null, creator: 'me', createdAt: 1 },
      [node('Models/iris/1/Artifacts/1/p.py', 'cc')],
    )
    expect([...(await registry().versions.remove('default', 'iris', 1))].sort()).toEqual(['aa', 'cc'])
    expect([await registry().tags.list(key), await registry().artifacts.list(key)]).toEqual([[], []])
    expect(await registry().tree.below('default', 'Models/iris/1')).toEqual([])
    expect(await registry().tree.below('default', 'Models/iris/10')).toHaveLength(2)
    expect(await registry().named(['aa', 'bb', 'cc'])).toEqual(new Set(['bb']))
  })

  it('puts tags, and numbers artifact versions', async () => {
    await registry().versions.insert(version('iris', 1), [])
    const key = { resourceGroup: 'default', name: 'iris', version: 1 }
    await registry().tags.put(key, { name: 'b', value: { x: 1 } })
    await registry().tags.put(key, { name: 'a', value: null })
    await registry().tags.put(key, { name: 'b', value: false })
    expect(await registry().tags.list(key)).toEqual([
      { name: 'a', value: null },
      { name: 'b', value: false },
    ])
    await registry().versions.insert(version('iris', 2), [])
    await registry().tags.put({ ...key, version: 2 }, { name: 'c', value: 'x' })
    expect(await registry().tags.all('default')).toEqual([
      { model: 'iris', version: 1, name: 'a', value: null },
      { model: 'iris', version: 1, name: 'b', value: false },
      { model: 'iris', version: 2, name: 'c', value: 'x' },
    ])
    expect(await registry().tags.all('other')).toEqual([])
    expect([await registry().tags.remove(key, 'a'), await registry().tags.remove(key, 'a')]).toEqual([true, false])
    await expect(registry().tags.put({ ...key, version: 3 }, { name: 'a', value: 1 })).rejects.toMatchObject({
      code: 'not_found',
    })
    const artifact = {
      ...key,
      artifact: 1,
      digest: 'd',
      predictor: null,
      transformer: 't.py',
      config: null,
      creator: 'me',
      createdAt: 1,
    }
    await registry().artifacts.insert(artifact, [])
    await registry().artifacts.insert({ ...artifact, artifact: 2 }, [])
    expect((await registry().artifacts.list(key)).map((each) => each.artifact)).toEqual([2, 1])
    expect(await registry().artifacts.get(key, 1)).toEqual(artifact)
    await expect(registry().artifacts.insert(artifact, [])).rejects.toMatchObject({ code: 'conflict' })
  })

  it('is a tree: children, everything below, moves', async () => {
    const paths = ['a', 'a/b', 'a-b', 'a0', 'a/b/c']
    await registry().tree.insert(paths.map((path) => node(path, path.length > 2 ? `s-${path}` : null)))
    await registry().tree.insert([node('a', null, { resourceGroup: 'team-a' })])
    const names = (items: readonly TreeNode[]) => items.map(({ path }) => path)
    expect(names((await registry().tree.children('default', '', {})).items)).toEqual(['a', 'a-b', 'a0'])
    expect(names((await registry().tree.children('default', '', { descending: true, top: 1, skip: 1 })).items)).toEqual(['a-b'])
    expect(names(await registry().tree.below('default', 'a'))).toEqual(['a', 'a/b', 'a/b/c'])
    expect(await registry().tree.bytes('default')).toBe(30)
    expect([await registry().tree.holds('default', 's-a/b'), await registry().tree.holds('team-a', 's-a/b')]).toEqual([10, null])
    await expect(registry().tree.move('default', 'a', [node('a0')])).rejects.toMatchObject({ code: 'conflict' })
    expect(names(await registry().tree.below('default', 'a'))).toHaveLength(3)
    await registry().tree.move('default', 'a', [node('z'), node('z/b', 's-a/b')])
    expect(names(await registry().tree.below('default', ''))).toEqual(['a-b', 'a0', 'z', 'z/b'])
    expect(await registry().tree.remove('default', 'z')).toEqual(['s-a/b'])
  })

  describe('uploads and imports', () => {
    const upload = {
      id: 'u',
      resourceGroup: 'default',
      bytes: 9,
      sha256: null,
      state: 'open',
      received: [],
      createdAt: 1,
      modifiedAt: 1,
    } as const

    it('are kept by group, and go with it', async () => {
      await registry().uploads.insert(upload)
      await registry().uploads.insert({ ...upload, id: 'v', resourceGroup: 'team-a' })
      const changed = { ...upload, sha256: 'aa', state: 'complete' as const, received: [[0, 9] as const] }
      expect(await registry().named(['aa'])).toEqual(new Set())
      expect(await registry().uploads.change(changed)).toBe(true)
      expect(await registry().named(['aa'])).toEqual(new Set(['aa']))
      expect(await registry().uploads.get('default', 'u')).toEqual(changed)
      expect(await registry().uploads.get('team-a', 'u')).toBeNull()
      expect([await registry().uploads.bytes('default'), (await registry().uploads.all()).length]).toEqual([9, 2])
      await under.store.resourceGroups.remove('team-a')
      expect(await registry().uploads.all()).toHaveLength(1)
      await registry().uploads.remove('u')
      expect(await registry().uploads.list('default')).toEqual([])
    })

    it('imports are put again as they progress', async () => {
      const record = {
        id: 'i',
        resourceGroup: 'default',
        source: 'hf://o/r',
        state: 'running',
        name: 'm',
        version: null,
        draft: '{}',
        bytesDone: 0,
        bytesTotal: null,
        filesDone: 0,
        filesTotal: null,
        currentFile: null,
        error: null,
        createdBy: 'me',
        createdAt: 1,
        modifiedAt: 1,
      } as const
      await registry().imports.put(record)
      expect(await registry().imports.running()).toEqual([record])
      const done = { ...record, state: 'done' as const, version: 3, bytesDone: 5, currentFile: 'x' }
      await registry().imports.put(done)
      expect([await registry().imports.get('default', 'i'), await registry().imports.get('team-a', 'i')]).toEqual([done, null])
      expect([await registry().imports.list('default'), await registry().imports.running()]).toEqual([[done], []])
      await expect(registry().imports.put({ ...record, id: 'j', resourceGroup: 'gone' })).rejects.toMatchObject({
        code: 'not_found',
      })
    })
  })
})
