import { beforeEach, describe, expect, it } from 'vitest'
import { aRoute } from '../../test/a-route.ts'
import type { CredentialEntry, Route, TableMessage } from '../domain/route.ts'
import { makeTable, type Table } from './table.ts'

const id = (digit: number): string => `d00000000000000${digit}`
const route = (digit: number, more: Partial<Route> = {}): Route =>
  aRoute({ deploymentId: id(digit), name: `name-${digit}`, modelName: 'gpt-4o', createdAt: 0, ...more })
const set = (digit: number, more: Partial<Route> = {}): TableMessage => ({ kind: 'route', route: route(digit, more) })
const reset = (issuer = 'a'): TableMessage => ({ kind: 'reset', settings: { tokenKey: 'k', issuer } })
const complete: TableMessage = { kind: 'complete' }
const credential: CredentialEntry = {
  id: 'key:1',
  hash: 'h',
  principal: { kind: 'apiKey', id: '1', name: '1', role: 'admin', resourceGroups: '*', deployments: '*', expiresAt: null },
}

let changed: string[]
let table: Table
const apply = (...messages: TableMessage[]): void => messages.forEach((message) => void table.apply(message))
beforeEach(() => {
  changed = []
  table = makeTable((deploymentId) => changed.push(deploymentId))
})

describe('route table', () => {
  it('is ready once complete, not before', () => {
    apply(reset(), set(1), { kind: 'credential', credential })
    expect([table.ready(), table.byId(id(1)), table.credential('key:1'), table.applied()]).toEqual([
      false,
      undefined,
      undefined,
      0,
    ])
    apply(complete)
    expect([table.ready(), table.byId(id(1))?.name, table.credential('key:1')?.hash, table.applied()]).toEqual([
      true,
      'name-1',
      'h',
      3,
    ])
    expect(table.settings()?.issuer).toBe('a')
  })

  it('serves the old table with the credentials of now', () => {
    apply(reset(), set(1), { kind: 'credential', credential }, complete, { kind: 'credentials', credentials: [] })
    expect([table.byId(id(1))?.name, table.credential('key:1')]).toEqual(['name-1', undefined])
    apply({ kind: 'credentials', credentials: [credential] })
    expect(table.credential('key:1')).toEqual(credential)
  })

  it('serves the old table until the new one is complete, then only the new one', () => {
    apply(reset(), set(1), { kind: 'credential', credential }, complete, reset('b'), set(2))
    expect([table.byId(id(1))?.name, table.byId(id(2)), table.settings()?.issuer]).toEqual(['name-1', undefined, 'a'])
    changed = []
    apply(complete)
    expect([table.byId(id(1)), table.byId(id(2))?.name, table.credential('key:1'), table.settings()?.issuer]).toEqual([
      undefined,
      'name-2',
      undefined,
      'b',
    ])
    expect(changed.sort()).toEqual([id(1), id(2)])
  })

  it('starts over when a new table breaks off', () => {
    apply(reset(), set(1), complete, reset(), set(2), reset(), set(3), complete)
    expect([...table.routes()].map((each) => each.name)).toEqual(['name-3'])
    expect(table.applied()).toBe(2)
  })

  it('takes changes one by one and says whose they were', () => {
    apply(reset(), complete, set(1), set(1, { name: 'renamed' }), set(2), { kind: 'route-removed', deploymentId: id(2) })
    expect(changed).toEqual([id(1), id(1), id(2), id(2)])
    expect(table.byName('default', 'name-1')).toBeUndefined()
    expect(table.byName('default', 'renamed')?.deploymentId).toBe(id(1))
    expect(table.inGroup('default')).toHaveLength(1)
    apply({ kind: 'credential', credential }, { kind: 'credential-removed', id: 'key:1' })
    expect(table.credential('key:1')).toBeUndefined()
  })

  it('keeps a name that moved to another deployment', () => {
    apply(reset(), complete, set(1, { name: 'same' }), set(2, { name: 'same' }), { kind: 'route-removed', deploymentId: id(1) })
    expect(table.byName('default', 'same')?.deploymentId).toBe(id(2))
  })

  it('finds running deployments of a group by model', () => {
    apply(
      reset(),
      complete,
      set(1),
      set(2, { state: 'starting' }),
      set(3, { resourceGroup: 'blue' }),
      set(4, { modelName: null }),
    )
    const found = () => table.byModel('default', 'gpt-4o').map((each) => each.deploymentId)
    expect(found()).toEqual([id(1)])
    apply(set(2))
    expect(found()).toEqual([id(1), id(2)])
    apply({ kind: 'route-removed', deploymentId: id(1) }, set(2, { resourceGroup: 'blue' }))
    expect(found()).toEqual([])
  })
})
