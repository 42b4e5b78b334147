import { describe, expect, it } from 'vitest'
import { grantOf, namesIn } from './oidc-grant.ts'

const settings = {
  rolesClaim: 'groups',
  roles: { staff: 'viewer', ml: 'operator', root: 'admin' },
  defaultRole: 'consumer',
  groupsClaim: null,
} as const

describe('what claims say that somebody may', () => {
  it.each([
    ['the highest of several', { groups: ['staff', 'ml', 'x'] }, {}, { role: 'operator' }],
    ['one alone', { groups: 'staff' }, {}, { role: 'viewer' }],
    ['everything, everywhere', { groups: ['root'] }, { groupsClaim: 'teams' }, { role: 'admin', resourceGroups: '*' }],
    ['what is set where none counts', { groups: ['x', 7, null] }, {}, { role: 'consumer' }],
    ['nothing where that is set', { groups: [] }, { defaultRole: null }, { role: null }],
    ['nothing of it where no claim is set', { groups: ['root'] }, { rolesClaim: null }, { role: undefined }],
    ['what a way through objects leads to', { a: { b: ['ml'] } }, { rolesClaim: 'a.b' }, { role: 'operator' }],
    ['what a name with dots holds', { 'https://a.b/c': ['ml'] }, { rolesClaim: 'https://a.b/c' }, { role: 'operator' }],
    ['nothing for names that every object has', { groups: ['constructor', '__proto__'] }, { defaultRole: null }, { role: null }],
    ['groups', { groups: 'staff', teams: ['a', 'b'] }, { groupsClaim: 'teams' }, { role: 'viewer', resourceGroups: ['a', 'b'] }],
    ['no groups where they name none', { groups: 'staff' }, { groupsClaim: 'teams' }, { resourceGroups: [] }],
    ['no star', { groups: 'staff', teams: '*' }, { groupsClaim: 'teams' }, { resourceGroups: ['*'] }],
  ])('is %s', (_, claims, more, expected) => {
    expect(grantOf(claims, { ...settings, ...more })).toMatchObject(expected)
  })
})

describe('what claims call somebody', () => {
  it.each([
    [
      { preferred_username: 'Ada', email: 'a@b.c', name: 'Ada L.', sub: '1' },
      { name: 'ada', displayName: 'Ada L.' },
    ],
    [
      { email: 'Ada@Example.com', sub: '1' },
      { name: 'ada@example.com', displayName: 'Ada@Example.com' },
    ],
    [
      { preferred_username: ' ', sub: 'auth0|12' },
      { name: 'auth0-12', displayName: 'auth0|12' },
    ],
    [
      { preferred_username: 'Ünal Öz', sub: '1' },
      { name: 'nal-z', displayName: 'Ünal Öz' },
    ],
    [
      { preferred_username: '---', sub: '1' },
      { name: 'person', displayName: '---' },
    ],
    [
      { preferred_username: 7, sub: 'x' },
      { name: 'x', displayName: 'x' },
    ],
    [{}, { name: 'person', displayName: 'person' }],
  ])('%j', (claims, expected) => {
    expect(namesIn(claims)).toEqual(expected)
  })
})
