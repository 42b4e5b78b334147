import { expect, it } from 'vitest'
import { anApiKey } from '../../test/samples.ts'
import { describeEachStore } from '../../test/stores.ts'

describeEachStore('account keys', (under) => {
  const put = (publicId: string, name: 'Key1' | 'Key2', replaced: string | null, createdAt = 1) =>
    under.store.accountKeys.put(
      anApiKey(publicId, { createdAt }),
      { resourceGroup: 'team-a', name, sealedKey: `sealed ${publicId}` },
      replaced,
    )

  it('are two at most, each in the place of the one before', async () => {
    expect(await put('aaa', 'Key1', null)).toBe(true)
    expect(await put('bbb', 'Key2', null)).toBe(true)
    await expect(put('ccc', 'Key1', null)).rejects.toMatchObject({ code: 'conflict' })
    expect(await put('ddd', 'Key1', 'aaa', 5)).toBe(true)
    expect(await put('eee', 'Key1', 'aaa')).toBe(false)
    const { accountKeys, apiKeys } = under.store
    expect((await accountKeys.of('team-a')).toSorted((one, other) => one.name.localeCompare(other.name))).toEqual([
      { publicId: 'ddd', name: 'Key1', sealedKey: 'sealed ddd' },
      { publicId: 'bbb', name: 'Key2', sealedKey: 'sealed bbb' },
    ])
    expect(await apiKeys.byPublicId('aaa')).toMatchObject({ revokedAt: 5 })
    expect(await apiKeys.byPublicId('eee')).toBeNull()
    expect(await accountKeys.of('default')).toEqual([])
  })

  it('are found no more once they are revoked as any key', async () => {
    await put('aaa', 'Key1', null)
    await under.store.apiKeys.revoke('aaa', 7)
    expect(await under.store.accountKeys.of('team-a')).toEqual([])
    expect(await put('bbb', 'Key1', null)).toBe(true)
  })

  it('are off together, and other keys are not', async () => {
    await put('aaa', 'Key1', null)
    await under.store.apiKeys.insert(anApiKey('zzz'))
    await under.store.accountKeys.setOff('team-a', true)
    await under.store.accountKeys.setOff('team-a', true)
    expect(await under.store.accountKeys.areOff('team-a')).toBe(true)
    const off = async () => Object.fromEntries((await under.store.apiKeys.list()).map(({ publicId, off }) => [publicId, off]))
    expect(await off()).toEqual({ aaa: true, zzz: undefined })
    await under.store.accountKeys.setOff('team-a', false)
    expect(await off()).toEqual({ aaa: undefined, zzz: undefined })
    await expect(under.store.accountKeys.setOff('nowhere', true)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('go with their group', async () => {
    await put('aaa', 'Key1', null)
    await under.store.accountKeys.setOff('team-a', true)
    await under.store.resourceGroups.remove('team-a')
    expect(await under.store.apiKeys.byPublicId('aaa')).toBeNull()
    expect(await under.store.accountKeys.areOff('team-a')).toBe(false)
  })
})
