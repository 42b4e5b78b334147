import { describe, expect, it } from 'vitest'
import { idOf, people, route } from '../../test/gateway-harness.ts'
import type { Principal } from '../domain/principal.ts'
import { enterGroup, locateById, locateByName, mustBeConsumer, usable } from './locate.ts'
import { makeTable } from './table.ts'

const table = makeTable(() => {})
const routes = [
  route('chat', []),
  route('twin-a', [], { modelName: 'twin' }),
  route('twin-b', [], { modelName: 'twin' }),
  route('lonely', [], { modelName: 'single' }),
  route('lonely-stopped', [], { modelName: 'single', state: 'stopped', deploymentId: 'd999999999999999' }),
  route('blue', [], { resourceGroup: 'blue' }),
]
table.apply({ kind: 'reset', settings: { tokenKey: '', issuer: '' } })
for (const each of routes) table.apply({ kind: 'route', route: each })
table.apply({ kind: 'complete' })
const as = (more: Partial<Principal>): Principal => ({ ...(people['admin'] as Principal), name: 'someone', ...more })
const all = as({})

describe('the group of a call', () => {
  it.each([
    { said: 'blue', groups: '*' as const, expected: 'blue' },
    { said: null, groups: '*' as const, expected: 'default' },
    { said: null, groups: ['blue'], expected: 'blue' },
    { said: null, groups: ['blue', 'default'], expected: 'default' },
    { said: 'red', groups: ['blue', 'red'], expected: 'red' },
  ])('said $said, credential for $groups: $expected', ({ said, groups, expected }) => {
    expect(enterGroup(said, as({ resourceGroups: groups }))).toBe(expected)
  })

  it.each([
    {
      said: 'default',
      groups: ['blue'],
      code: 'forbidden',
      message: 'may not use resource group "default"; it is limited to "blue"',
    },
    {
      said: null,
      groups: ['blue', 'red'],
      code: 'invalid',
      message: 'send the header "AI-Resource-Group" with one of "blue", "red"',
    },
    { said: null, groups: [], code: 'forbidden', message: 'limited to no group' },
  ])('said $said, credential for $groups: refused', ({ said, groups, code, message }) => {
    expect(() => enterGroup(said, as({ resourceGroups: groups }))).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    )
  })
})

describe('locating', () => {
  it.each(['chat', idOf('chat'), 'single', 'lonely'])('%s by name', (name) => {
    expect(locateByName(table, name, 'default', all).state).toBe('running')
  })

  it.each([
    { name: 'blue', message: 'does not exist or you do not have access to it' },
    { name: idOf('blue'), message: 'You may use: ' },
    { name: 'twin', message: 'served by 2 deployments of resource group "default"; name one of them: "twin-a", "twin-b"' },
  ])('not $name', ({ name, message }) => {
    expect(() => locateByName(table, name, 'default', all)).toThrow(message)
  })

  it('a model that two serve is clear to a credential that may use only one of them', () => {
    expect(locateByName(table, 'twin', 'default', as({ deployments: [idOf('twin-b')] })).name).toBe('twin-b')
  })

  it('an id of another group is not found, in the very words of one that is nowhere', () => {
    const words = (id: string): string => {
      try {
        return locateById(table, id, 'default', all).name
      } catch (error) {
        return String(error).replace(id, 'ID')
      }
    }
    expect(words(idOf('blue'))).toBe(words('d000000000000000'))
    expect(words(idOf('blue'))).toContain('not found')
  })

  it('respects what a credential is limited to, and its role', () => {
    const narrow = as({ deployments: [idOf('chat')] })
    expect(() => locateById(table, idOf('lonely'), 'default', narrow)).toThrow('"lonely" is not among them')
    expect(usable(table, 'default', narrow).map((each) => each.name)).toEqual(['chat'])
    expect(() => mustBeConsumer(as({ role: 'viewer' }))).toThrow('needs role "consumer"')
    expect(() => mustBeConsumer(as({ role: 'consumer' }))).not.toThrow()
    expect(() => mustBeConsumer(as({ role: 'operator', deployments: [], scopes: ['KAFKA'] }))).toThrow(
      'may call no deployment: it has the scopes [KAFKA]',
    )
  })
})
