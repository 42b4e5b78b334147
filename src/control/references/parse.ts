import { Failure } from '../../domain/failure.ts'
import type { ReferenceSettings, SecretReference } from '../../domain/secret-reference.ts'

/**
 * Reads `env:NAME`, `file:path` or `vault:mount/path#field`, and refuses what a connection of that group (null: a shared one) may not
 * read. `Failure('invalid')` says what is allowed.
 */
export function parseReference(text: string, resourceGroup: string | null, settings: ReferenceSettings): SecretReference {
  const reference = read(text)
  if (reference.kind === 'vault') {
    if (resourceGroup !== null) mustBeTheirs(text, reference, resourceGroup, settings)
    return reference
  }
  if (resourceGroup !== null)
    throw refused(text, 'only connections that are shared may read the environment and files of the server: ask an administrator')
  if (reference.kind === 'env' && !reference.name.startsWith(settings.envPrefix))
    throw refused(text, `the name of the variable must begin with ${settings.envPrefix}`)
  return reference
}

function read(text: string): SecretReference {
  const [, kind = '', rest = ''] = /^([a-z]+):([^\0]{1,1000})$/s.exec(text) ?? []
  if (kind === 'env') {
    if (!/^[A-Za-z_]\w*$/.test(rest)) throw refused(text, 'it must name an environment variable')
    return { kind, name: rest }
  }
  if (kind === 'file') {
    if (rest.split('/').includes('..')) throw refused(text, 'it must not lead upwards')
    return { kind, path: rest }
  }
  if (kind === 'vault') return inVault(text, rest)
  throw refused(text, 'it must be env:NAME, file:path or vault:mount/path#field')
}

function inVault(text: string, rest: string): SecretReference {
  const [path = '', field = null, more] = rest.split('#')
  const segments = path.split('/')
  const [mount = '', ...below] = segments
  // Dots would lead out of what a group may read once they are part of an address.
  if (below.length === 0 || more !== undefined || field === '' || segments.some((each) => !Segment.test(each) || dots.test(each)))
    throw refused(text, 'it must look like vault:secret/azure/prod#apiKey, of letters, digits and ._@+=:-')
  return { kind: 'vault', mount, path: below.join('/'), field }
}

const Segment = /^[\w .@+=:-]+$/
const dots = /^\.+$/

function mustBeTheirs(
  text: string,
  { mount, path }: SecretReference & { readonly kind: 'vault' },
  resourceGroup: string,
  { groupPath }: ReferenceSettings,
): void {
  const allowed = `${groupPath.replace('{group}', resourceGroup)}/`
  if (`${mount}/${path}`.startsWith(allowed)) return
  throw refused(text, `connections of resource group ${resourceGroup} may read below ${allowed} only`)
}

const refused = (text: string, why: string): Failure =>
  new Failure('invalid', `credential: the reference ${JSON.stringify(text.slice(0, 200))} cannot be used: ${why}`, {
    target: 'credential',
  })
