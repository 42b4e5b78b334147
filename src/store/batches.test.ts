import { expect, it } from 'vitest'
import { describeEachStore } from '../../test/stores.ts'
import type { Batch, BatchFile } from '../domain/batch.ts'

const file = (id: string, more: Partial<BatchFile> = {}): BatchFile => ({
  id,
  resourceGroup: 'default',
  filename: 'lines.jsonl',
  purpose: 'batch',
  bytes: 3,
  sha256: 'a'.repeat(64),
  createdAt: 7,
  expiresAt: null,
  createdBy: 'key:k',
  ...more,
})
const batch = (id: string, more: Partial<Batch> = {}): Batch => ({
  id,
  resourceGroup: 'default',
  state: 'validating',
  inputFileId: 'file-1',
  deploymentId: null,
  createdAt: 7,
  endpoint: '/v1/embeddings',
  createdBy: 'key:k',
  named: null,
  metadata: { someKey: 'some_value' },
  outputSeconds: null,
  errors: [{ code: 'invalid_json_line', message: 'm', param: null, line: 3 }],
  model: null,
  tokens: 0,
  counts: { total: 2, completed: 0, failed: 0 },
  usage: null,
  outputFileId: null,
  errorFileId: null,
  expiresAt: 9,
  inProgressAt: null,
  finalizingAt: null,
  endedAt: null,
  cancellingAt: null,
  ...more,
})

describeEachStore('files and batches', (under) => {
  it('of a group are listed in order of their making, page by page', async () => {
    const { files } = under.store.batches
    for (const each of [file('c', { createdAt: 1 }), file('a'), file('b', { purpose: 'batch_output' })]) await files.insert(each)
    await files.insert(file('x', { resourceGroup: 'team-a', expiresAt: 5 }))
    const ids = async (filter: Parameters<typeof files.list>[1]) => (await files.list('default', filter)).map(({ id }) => id)
    expect(await ids({ limit: 9, order: 'asc' })).toEqual(['c', 'a', 'b'])
    expect(await ids({ limit: 9, order: 'desc' })).toEqual(['b', 'a', 'c'])
    expect(await ids({ limit: 1, order: 'desc', after: 'b' })).toEqual(['a'])
    expect(await ids({ limit: 9, order: 'asc', after: 'c' })).toEqual(['a', 'b'])
    expect(await ids({ limit: 9, order: 'asc', after: 'nothing' })).toEqual([])
    expect(await ids({ limit: 9, order: 'asc', purpose: 'batch_output' })).toEqual(['b'])
    expect(await files.get('default', 'a')).toEqual(file('a'))
    expect(await files.get('default', 'x')).toBeNull()
    expect([await files.count('default', false), await files.count('team-a', true)]).toEqual([3, 1])
    expect((await files.expired(5)).map(({ id }) => id)).toEqual(['x'])
    expect([await files.remove('a'), await files.remove('a')]).toEqual([true, false])
    await expect(files.insert(file('d', { resourceGroup: 'nobody' }))).rejects.toMatchObject({ code: 'not_found' })
  })

  it('change only from the state that was seen', async () => {
    const { batches } = under.store
    await batches.insert(batch('one'))
    expect(await batches.get('default', 'one')).toEqual(batch('one'))
    expect(await batches.get('team-a', 'one')).toBeNull()
    const running = batch('one', { state: 'in_progress', deploymentId: 'd0', tokens: 12 })
    expect(await batches.update(running, 'validating')).toBe(true)
    expect(await batches.update(batch('one', { state: 'failed' }), 'validating')).toBe(false)
    expect(await batches.byId('one')).toEqual(running)
    await batches.insert(batch('two', { createdAt: 8 }))
    expect((await batches.list('default', { limit: 5, order: 'desc' })).map(({ id }) => id)).toEqual(['two', 'one'])
    expect((await batches.inState(['in_progress', 'finalizing'])).map(({ id }) => id)).toEqual(['one'])
  })

  it('have one answer to each line, however often it was begun', async () => {
    const { batches } = under.store
    await batches.insert(batch('one'))
    expect([await batches.begin('one', 1), await batches.begin('one', 1), await batches.begin('one', 2)]).toEqual([1, 2, 1])
    const answer = { batchId: 'one', line: 1, state: 'completed' as const, answer: '{"a":1}' }
    expect(await batches.answered(answer)).toBe(true)
    expect(await batches.answered({ ...answer, answer: 'again' })).toBe(false)
    expect(await batches.counts('one')).toEqual({ sent: 1, completed: 1, failed: 0 })
    expect(await batches.done('one')).toEqual([1])
    expect(await batches.answers('one', 'completed', 0, 10)).toEqual([
      { batchId: 'one', line: 1, state: 'completed', attempts: 2, answer: '{"a":1}' },
    ])
    expect(await batches.answers('one', 'completed', 1, 10)).toEqual([])
    await batches.forgetLines('one')
    expect(await batches.counts('one')).toEqual({ sent: 0, completed: 0, failed: 0 })
  })

  it('go with their group', async () => {
    const { batches, resourceGroups } = under.store
    await batches.files.insert(file('x', { resourceGroup: 'team-a' }))
    await batches.insert(batch('one', { resourceGroup: 'team-a' }))
    await batches.begin('one', 1)
    await resourceGroups.remove('team-a')
    expect([await batches.byId('one'), await batches.files.ids()]).toEqual([null, []])
    expect(await batches.counts('one')).toEqual({ sent: 0, completed: 0, failed: 0 })
  })
})
