import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import type { AuditEntry, NewAuditEntry } from '../domain/audit.ts'
import { type AuditTrail, makeAuditTrail } from './audit-trail.ts'

const entry = (target: string): NewAuditEntry => ({
  actor: { kind: 'apiKey', id: 'k', name: 'ci' },
  action: 'secrets.create',
  call: 'POST /v2/admin/secrets',
  resourceGroup: 'default',
  targetKind: 'secrets',
  target,
  status: 200,
  outcome: 'done',
  message: null,
  requestId: 'r',
  address: null,
})

let clock: FakeClock
let kept: AuditEntry[]
let broken: boolean
let statements: number
let removedBefore: number[]
let logged: string[]
let trail: AuditTrail

beforeEach(() => {
  clock = new FakeClock()
  kept = []
  broken = false
  statements = 0
  removedBefore = []
  logged = []
  trail = makeAuditTrail({
    store: {
      audit: {
        async add(entries) {
          if (broken) throw new Error('out of reach')
          statements += 1
          kept.push(...entries)
        },
        list: async () => kept,
        async removeBefore(at) {
          removedBefore.push(at)
          return 0
        },
      },
    },
    clock,
    newIds: { uuid: () => '00000000-0000-4000-8000-000000000000' },
    keepMs: 1_000,
    log: { error: (_, event) => void logged.push(event) },
  })
})
const targets = () => kept.map(({ target }) => target)

describe('the audit trail', () => {
  it('writes what was noted a moment later, together, in the order in which it happened', async () => {
    for (const target of ['a', 'b', 'c']) trail.note(entry(target))
    expect(kept).toEqual([])
    await clock.advance(250)
    expect([targets(), statements]).toEqual([['a', 'b', 'c'], 1])
    expect(kept.map(({ id }) => id).toSorted()).toEqual(kept.map(({ id }) => id))
  })

  it('writes at once what somebody wants to read, and what is left at the end', async () => {
    trail.note(entry('a'))
    await trail.flush()
    expect(targets()).toEqual(['a'])
    trail.note(entry('b'))
    await trail[Symbol.asyncDispose]()
    expect(targets()).toEqual(['a', 'b'])
  })

  it('tries again while the store is out of reach, and loses nothing', async () => {
    broken = true
    trail.note(entry('a'))
    await clock.advance(250)
    await clock.advance(250)
    expect(logged.length).toBeGreaterThan(0)
    trail.note(entry('b'))
    broken = false
    await clock.advance(500)
    expect(targets()).toEqual(['a', 'b'])
  })

  it('gives up the oldest, and says so, where nothing can be written for long', async () => {
    broken = true
    for (let no = 0; no <= 20_000; no += 1) trail.note(entry(String(no)))
    broken = false
    await trail.flush()
    expect([kept.length, targets()[0], logged]).toEqual([
      20_000,
      '1',
      ['audit entries were lost: the store was out of reach for too long'],
    ])
  })

  it('keeps no text at any length, and none that a database refuses', async () => {
    trail.note(entry(`\0${'x'.repeat(5_000)}`))
    await trail.flush()
    expect(kept[0]?.target).toMatch(/^�x{999}$/)
  })

  it('lets go of what is older than it is to be kept', async () => {
    trail.start()
    await clock.advance(60_000)
    expect(removedBefore).toEqual([clock.now() - 1_000])
    await trail[Symbol.asyncDispose]()
  })
})
