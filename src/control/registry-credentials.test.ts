import { expect, it } from 'vitest'
import { makeRegistryCredentials } from './registry-credentials.ts'

const config = {
  auths: {
    'https://registry.example.com': { username: 'robot', password: 'p:w' },
    'localhost:5000': { auth: Buffer.from('ann:s:x').toString('base64') },
    'https://index.docker.io/v1/': { username: 'hub', password: 'h' },
  },
}
const credentials = makeRegistryCredentials({
  store: {
    secrets: {
      get: async (_kind: string, _scope: string, name: string) => (name === 'mine' ? { sealedData: 'sealed' } : null),
    } as never,
  },
  openSealed: (sealed, context) =>
    sealed === 'sealed' && context === 'secret:docker-registry//mine'
      ? JSON.stringify({ '.dockerconfigjson': JSON.stringify(config) })
      : '',
})

it.each([
  ['registry.example.com/team/served:1', { server: 'https://registry.example.com', username: 'robot', password: 'p:w' }],
  ['localhost:5000/served', { server: 'localhost:5000', username: 'ann', password: 's:x' }],
  ['team/served@sha256:0', { server: 'https://index.docker.io/v1/', username: 'hub', password: 'h' }],
])('finds what is for the registry of %s', async (image, found) => {
  expect(await credentials('mine', image)).toEqual(found)
})

it('refuses in words that help', async () => {
  await expect(credentials('mine', 'other.example.com/x')).rejects.toThrow(
    'Docker registry secret mine holds nothing for other.example.com; it is for registry.example.com, localhost:5000, docker.io',
  )
  await expect(credentials('yours', 'x')).rejects.toThrow(
    'yours does not exist; create it with POST /v2/admin/dockerRegistrySecrets',
  )
})
