import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { recordFacts, said } from '../../test/inference-records.ts'
import { aGroup } from '../../test/samples.ts'
import { Failure } from '../domain/failure.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { makeRecordIntake, type RecordIntakeDeps } from './inference-records.ts'

let folder: string
let store: Store
const clock = new FakeClock('2026-11-20T12:00:00Z')
const logged: string[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-intake-'))
  mkdirSync(join(folder, 'spool'))
  logged.length = 0
  store = await openStore({ kind: 'sqlite', path: join(folder, 'lectern.db') })
  await store.resourceGroups.insert(aGroup('default'))
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const log = {
  warn: (_: object, event: string) => void logged.push(event),
  error: (_: object, event: string) => void logged.push(event),
}
const open = (records: RecordIntakeDeps['store']['inferenceRecords'] = store.inferenceRecords) =>
  makeRecordIntake({ store: { inferenceRecords: records }, folder: join(folder, 'spool'), days: 30, clock, log })
const line = (id: string, more: object = {}): string =>
  JSON.stringify({
    ...{ ...recordFacts, id, resourceGroup: 'default', deploymentId: 'd1', full: true, labels: [], request: said('Hi\0') },
    createdAt: new Date(clock.now()).toISOString(),
    ...more,
  })
const left = (name: string, ...lines: string[]): void =>
  writeFileSync(join(folder, 'spool', name), lines.map((each) => `${each}\n`).join(''))
const lying = (): string[] => readdirSync(join(folder, 'spool')).sort()
const ids = async () =>
  (await store.inferenceRecords.list('default', { deployments: '*' }, { top: 10, skip: 0 })).items.map(({ id }) => id)

it('takes whole files in, and each record once', async () => {
  left('1.jsonl', line('i1'), line('i2'))
  left('2.jsonl', line('i2'), line('i3'))
  left('3.part', line('i4'))
  utimesSync(join(folder, 'spool', '3.part'), clock.now() / 1_000, clock.now() / 1_000)
  await open().run()
  expect(await ids()).toEqual(['i1', 'i2', 'i3'])
  expect(lying()).toEqual(['3.part'])
  expect((await store.inferenceRecords.bodies('i1')).request).toEqual(said('Hi\0'))
})

it('adds nothing twice where it died after the store had it', async () => {
  left('1.jsonl', line('i1'))
  const dies: typeof store.inferenceRecords.add = async (records) => {
    await store.inferenceRecords.add(records)
    throw new Error('killed')
  }
  await open({ ...store.inferenceRecords, add: dies }).run()
  expect(lying()).toEqual(['1.jsonl'])
  await store.inferenceRecords.addFeedback('i1', ['5'], 9)
  await open().run()
  expect(lying()).toEqual([])
  const [record] = (await store.inferenceRecords.list('default', { deployments: '*' }, { top: 10, skip: 0 })).items
  expect(record).toMatchObject({ id: 'i1', feedback: ['5'] })
})

it('passes over lines that it cannot read, and sets aside what the store refuses', async () => {
  left('1.jsonl', '{"torn', line('i1', { resourceGroup: 7 }), line('i2'))
  await open().run()
  expect(await ids()).toEqual(['i2'])
  const refuses: typeof store.inferenceRecords.add = async () => {
    throw new Failure('invalid', 'no')
  }
  left('2.jsonl', line('i3'))
  await open({ ...store.inferenceRecords, add: refuses }).run()
  expect(lying()).toEqual(['2.jsonl.refused'])
  expect(logged).toHaveLength(3)
})

it('deletes what a dead gateway did not finish, and what is too old', async () => {
  left('1.part', line('i1'))
  utimesSync(join(folder, 'spool', '1.part'), 1, 1)
  left('2.jsonl', line('i2', { createdAt: '2026-10-01T00:00:00.000Z' }), line('i3'))
  await open().run()
  expect(lying()).toEqual([])
  expect(await ids()).toEqual(['i3'])
})
