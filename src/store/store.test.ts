import { describe, expect, it } from 'vitest'
import {
  aCatalogModel,
  aConnection,
  aModelFile,
  aModelImport,
  anApiKey,
  anArtifact,
  anOAuthClient,
  aSecret,
} from '../../test/samples.ts'
import { describeEachStore } from '../../test/stores.ts'

describeEachStore('the store', (under) => {
  describe('settings', () => {
    it('are set, overwritten and, where asked, set only once', async () => {
      expect(await under.store.settings.get('a')).toBeNull()
      await under.store.settings.set('a', '1')
      await under.store.settings.set('a', '2')
      expect(await under.store.settings.get('a')).toBe('2')
      expect(await under.store.settings.setOnce('a', '3')).toBe('2')
      expect(await under.store.settings.setOnce('b', '4')).toBe('4')
    })

    it('agree on one value when many set it once at the same time', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => under.store.settings.setOnce('key', `${index}`)))
      expect(new Set(answers).size).toBe(1)
      expect(await under.store.settings.get('key')).toBe(answers[0])
    })
  })

  it.each<{ name: string; ask: () => Promise<unknown> }>([
    { name: 'an id', ask: () => under.store.oauthClients.byId('a\0') },
    { name: 'a list of ids', ask: () => under.store.artifacts.byIds(['a', 'a\0']) },
    { name: 'a search', ask: () => under.store.configurations.list('default', { search: { text: '\0', ignoreCase: false } }) },
    { name: 'a description', ask: () => under.store.artifacts.insert(anArtifact('a', 'default', { description: '\0' })) },
    { name: 'a changed name', ask: () => under.store.deployments.rename('d', '\0') },
    { name: 'an upsert', ask: () => under.store.settings.set('a', '\0') },
    { name: 'a label', ask: () => under.store.resourceGroups.setLabels('default', 1, [{ key: 'k', value: '\0' }]) },
  ])('takes no NUL in $name', async ({ ask }) => {
    await expect(ask()).rejects.toMatchObject({ code: 'invalid', message: 'text must not contain the NUL character' })
  })

  describe('connections', () => {
    it('belong to a group or to all, and the name is taken in each alone', async () => {
      const own = aConnection('openai', 'team-a', { options: { apiVersion: '2024-10-21', nested: { deep_key: [1] } } })
      const shared = aConnection('openai', null)
      await under.store.connections.insert(own)
      await under.store.connections.insert(shared)
      await under.store.connections.insert(aConnection('anthropic', null))
      await under.store.connections.insert(aConnection('private', 'default'))
      expect(await under.store.connections.get('team-a', 'openai')).toEqual(own)
      expect(await under.store.connections.get(null, 'openai')).toEqual(shared)
      expect(await under.store.connections.get('default', 'openai')).toBeNull()
      const listed = await under.store.connections.list('team-a')
      expect(listed.map((each) => [each.name, each.resourceGroup])).toEqual([
        ['anthropic', null],
        ['openai', 'team-a'],
        ['openai', null],
      ])
      await expect(under.store.connections.insert(own)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/"openai".*"team-a"/),
      })
      await expect(under.store.connections.insert(shared)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/shared.*"openai"/),
      })
    })

    it('are updated from the generation that was seen, in their scope only', async () => {
      await under.store.connections.insert(aConnection('openai', 'team-a'))
      await under.store.connections.insert(aConnection('openai', null))
      const next = aConnection('openai', null, { baseUrl: 'https://other.example', sealedCredential: null, modifiedAt: 9 })
      expect(await under.store.connections.update(next, 1)).toBe(true)
      expect(await under.store.connections.update(next, 1)).toBe(false)
      expect(await under.store.connections.get(null, 'openai')).toEqual({ ...next, generation: 2 })
      expect(await under.store.connections.get('team-a', 'openai')).toMatchObject({
        generation: 1,
        baseUrl: 'https://api.example',
      })
      expect(await under.store.connections.remove(null, 'openai')).toBe(true)
      expect(await under.store.connections.remove(null, 'openai')).toBe(false)
      expect(await under.store.connections.get('team-a', 'openai')).not.toBeNull()
    })

    it('need their group', async () => {
      await expect(under.store.connections.insert(aConnection('x', 'team-z'))).rejects.toMatchObject({
        code: 'not_found',
        message: 'resource group "team-z" does not exist',
      })
    })
  })

  describe('secrets', () => {
    it('are kept by kind, scope and name', async () => {
      const secret = aSecret('default', 'team-a', { metadata: { 'storage.ai.sap.com/type': 'S3' } })
      await under.store.secrets.insert(secret)
      for (const scope of ['', '*', 'default']) await under.store.secrets.insert(aSecret('default', scope))
      await under.store.secrets.insert(aSecret('default', 'team-a', { kind: 'object-store' }))
      await under.store.secrets.insert(aSecret('another', 'team-a'))
      expect(await under.store.secrets.get('generic', 'team-a', 'default')).toEqual(secret)
      expect(await under.store.secrets.get('docker-registry', 'team-a', 'default')).toBeNull()
      const page = await under.store.secrets.list('generic', 'team-a', { top: 1, skip: 1 })
      expect(page).toEqual({ count: 2, items: [secret] })
      await expect(under.store.secrets.insert(secret)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/generic.*"default"/),
      })
    })

    it('are updated and removed', async () => {
      await under.store.secrets.insert(aSecret('s', '*'))
      const next = aSecret('s', '*', { sealedData: 'v1.new', labels: [{ key: 'k', value: 'v' }], modifiedAt: 8 })
      expect(await under.store.secrets.update(next)).toBe(true)
      expect(await under.store.secrets.update({ ...next, scope: 'default' })).toBe(false)
      expect(await under.store.secrets.get('generic', '*', 's')).toEqual(next)
      expect(await under.store.secrets.remove('generic', '*', 's')).toBe(true)
      expect(await under.store.secrets.remove('generic', '*', 's')).toBe(false)
    })
  })

  describe('credentials', () => {
    it('API keys are kept, listed oldest first, and revoked once', async () => {
      const second = anApiKey('bbb', {
        createdAt: 2,
        resourceGroups: ['team-a'],
        deployments: ['d0'],
        scopes: ['SERVING'],
        expiresAt: 99,
      })
      const first = anApiKey('ccc', { createdAt: 1 })
      await under.store.apiKeys.insert(second)
      await under.store.apiKeys.insert(first)
      expect(await under.store.apiKeys.list()).toEqual([first, second])
      expect(await under.store.apiKeys.byPublicId('bbb')).toEqual(second)
      expect(await under.store.apiKeys.byPublicId('zzz')).toBeNull()
      expect(await under.store.apiKeys.revoke('bbb', 50)).toBe(true)
      expect(await under.store.apiKeys.revoke('bbb', 60)).toBe(false)
      expect(await under.store.apiKeys.revoke('zzz', 60)).toBe(false)
      expect(await under.store.apiKeys.byPublicId('bbb')).toEqual({ ...second, revokedAt: 50 })
      await expect(under.store.apiKeys.insert(first)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/ccc/),
      })
    })

    it('OAuth clients are kept, listed oldest first, and revoked once', async () => {
      const client = anOAuthClient('sb-1!b1|lectern!b1')
      await under.store.oauthClients.insert(client)
      expect(await under.store.oauthClients.byId(client.clientId)).toEqual(client)
      expect(await under.store.oauthClients.byId('sb-2')).toBeNull()
      expect(await under.store.oauthClients.list()).toEqual([client])
      expect(await under.store.oauthClients.revoke(client.clientId, 50)).toBe(true)
      expect(await under.store.oauthClients.revoke(client.clientId, 60)).toBe(false)
      expect(await under.store.oauthClients.byId(client.clientId)).toEqual({ ...client, revokedAt: 50 })
      await expect(under.store.oauthClients.insert(client)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/sb-1/),
      })
    })
  })

  it('catalog entries are put, overwritten and removed', async () => {
    const entry = aCatalogModel('gpt-4o', 'azure-openai')
    await under.store.catalogEntries.put(entry, 1)
    await under.store.catalogEntries.put(aCatalogModel('gpt-4o', 'a-openai'), 1)
    await under.store.catalogEntries.put({ ...entry, displayName: 'Renamed' }, 2)
    expect(await under.store.catalogEntries.list()).toEqual([
      aCatalogModel('gpt-4o', 'a-openai'),
      { ...entry, displayName: 'Renamed' },
    ])
    expect(await under.store.catalogEntries.remove('azure-openai', 'gpt-4o')).toBe(true)
    expect(await under.store.catalogEntries.remove('azure-openai', 'gpt-4o')).toBe(false)
  })

  it('model files: one source has one current file, one content may have many sources', async () => {
    const older = aModelFile('hf://org/repo/a.gguf', { sha256: 'aa', createdAt: 1 })
    const newer = aModelFile('file:///a.gguf', { sha256: 'aa', createdAt: 2, bytes: 6_000_000_000 })
    await under.store.modelFiles.put({ ...older, sha256: 'old' })
    await under.store.modelFiles.put(older)
    await under.store.modelFiles.put(newer)
    expect(await under.store.modelFiles.bySource(older.source)).toEqual(older)
    expect(await under.store.modelFiles.bySource('x')).toBeNull()
    expect(await under.store.modelFiles.bySha256('aa')).toEqual(older)
    expect(await under.store.modelFiles.bySha256('old')).toBeNull()
    expect(await under.store.modelFiles.list()).toEqual([newer, older])
    expect(await under.store.modelFiles.remove(older.source)).toBe(true)
    expect(await under.store.modelFiles.remove(older.source)).toBe(false)
    expect(await under.store.modelFiles.bySha256('aa')).toEqual(newer)
  })

  it('model imports are put again as they progress, and listed newest first', async () => {
    const first = aModelImport('i1', { createdAt: 1 })
    const second = aModelImport('i2', { createdAt: 2, bytesTotal: null })
    await under.store.modelImports.put(first)
    await under.store.modelImports.put(second)
    const done = { ...first, state: 'done' as const, bytesDone: 10, sha256: 'aa', modifiedAt: 5 }
    await under.store.modelImports.put(done)
    expect(await under.store.modelImports.get('i1')).toEqual(done)
    expect(await under.store.modelImports.get('i3')).toBeNull()
    expect(await under.store.modelImports.list()).toEqual([second, done])
  })
})
