import { describe, expect, it } from 'vitest'
import { Failure } from '../domain/failure.ts'
import { type Principal, type Role, roles } from '../domain/principal.ts'
import { authorize, resourceGroupOf } from './authorize.ts'

const caller = (more: Partial<Principal> = {}): Principal => ({
  kind: 'apiKey',
  id: 'k',
  name: 'my app',
  role: 'operator',
  resourceGroups: '*',
  deployments: '*',
  expiresAt: null,
  ...more,
})

describe('authorize', () => {
  it.each(roles.flatMap((has) => roles.map((needs) => ({ has, needs }))))(
    'a caller who is $has where $needs is needed',
    ({ has, needs }) => {
      const rank: Record<Role, number> = { viewer: 0, consumer: 1, operator: 2, admin: 3 }
      const attempt = () => authorize(caller({ role: has }), { role: needs })
      if (rank[has] >= rank[needs]) return expect(attempt).not.toThrow()
      expect(attempt).toThrow(expect.objectContaining({ code: 'forbidden', message: expect.stringContaining(needs) }))
      expect(attempt).toThrow(`has the role ${has}`)
    },
  )

  it('says which roles would do', () => {
    expect(() => authorize(caller({ role: 'viewer' }), { role: 'operator' })).toThrow(
      'this needs the role operator or admin; the credential "my app" has the role viewer',
    )
  })

  const limited = caller({ resourceGroups: ['team-a', 'team-b'], deployments: ['d1'] })

  it.each([
    { name: 'its group', needed: { resourceGroup: 'team-a' }, message: null },
    { name: 'its deployment', needed: { resourceGroup: 'team-b', deploymentId: 'd1' }, message: null },
    {
      name: 'another group',
      needed: { resourceGroup: 'team-c' },
      message: 'the credential "my app" may not use resource group "team-c"; it may use "team-a", "team-b"',
    },
    { name: 'another deployment', needed: { deploymentId: 'd2' }, message: 'the credential "my app" may not use deployment d2' },
  ])('a limited caller and $name', ({ needed, message }) => {
    const attempt = () => authorize(limited, { role: 'viewer', ...needed })
    if (message === null) return expect(attempt).not.toThrow()
    expect(attempt).toThrow(expect.objectContaining({ code: 'forbidden', message }))
    const absent = () => new Failure('not_found', 'no such thing')
    expect(() => authorize(limited, { role: 'viewer', ...needed }, absent)).toThrow(
      expect.objectContaining({ code: 'not_found', message: 'no such thing' }),
    )
  })

  it('too low a role is no secret, also where things are hidden', () => {
    const attempt = () => authorize(limited, { role: 'admin', resourceGroup: 'team-c' }, () => new Failure('not_found', 'x'))
    expect(attempt).toThrow(expect.objectContaining({ code: 'forbidden' }))
  })
})

describe('the resource group of a request', () => {
  it.each<{ name: string; groups: Principal['resourceGroups']; header?: string; group: string }>([
    { name: 'default without header', groups: '*', group: 'default' },
    { name: 'default with an empty header', groups: '*', header: '', group: 'default' },
    { name: 'default among others', groups: ['team-a', 'default'], group: 'default' },
    { name: 'the only one', groups: ['team-a'], group: 'team-a' },
    { name: 'the one of the header', groups: '*', header: 'team-b', group: 'team-b' },
    { name: 'the one of the header, if allowed', groups: ['team-a', 'team-b'], header: 'team-b', group: 'team-b' },
  ])('is $name', ({ groups, header, group }) => {
    expect(resourceGroupOf(caller({ resourceGroups: groups }), header)).toBe(group)
  })

  it.each<{ name: string; groups: Principal['resourceGroups']; header?: string; code: string; message: string }>([
    {
      name: 'several to choose from',
      groups: ['team-a', 'team-b'],
      code: 'invalid',
      message: 'send the header AI-Resource-Group with one of "team-a", "team-b"',
    },
    {
      name: 'a group of others',
      groups: ['team-a'],
      header: 'default',
      code: 'forbidden',
      message: 'the credential "my app" may not use resource group "default"; it may use "team-a"',
    },
    {
      name: 'no group at all',
      groups: [],
      code: 'forbidden',
      message: 'the credential "my app" may not use resource group "default"; it may use none',
    },
    {
      name: 'no group name',
      groups: '*',
      header: '../x',
      code: 'invalid',
      message: 'AI-Resource-Group must be 3 to 253 letters, digits, "." or "-", and start and end with a letter or digit',
    },
  ])('is refused with $name', ({ groups, header, code, message }) => {
    const attempt = () => resourceGroupOf(caller({ resourceGroups: groups }), header)
    expect(attempt).toThrow(expect.objectContaining({ code, message }))
  })
})
