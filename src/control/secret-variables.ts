import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { Secret, SecretVariable, WantedSecret } from '../domain/secret.ts'
import type { Store } from '../store/store.ts'
import type { OpenSecrets } from './deps.ts'
import { listing } from './platform/listing.ts'

type Deps = {
  readonly store: Pick<Store, 'secrets'>
  /** Opens what was sealed in the same context (see `access/box.ts`). */
  readonly openSealed: (sealed: string, context: string) => string | Promise<string>
}

/** What is there of what a configuration asks for: which values, and how to come by them. */
export type BoundSecrets = { readonly variables: readonly SecretVariable[]; readonly open: OpenSecrets }
export type BindSecrets = (resourceGroup: string, wanted: readonly WantedSecret[]) => Promise<BoundSecrets>

/**
 * Finds generic secrets for environment variables: the group's own, else those for every group. Throws `Failure('invalid')` where a
 * secret or key is not there, or is no text: nobody has to start an instance to learn of it.
 */
export const makeBindSecrets =
  (deps: Deps): BindSecrets =>
  async (resourceGroup, wanted) => {
    const found: Found[] = []
    for (const each of wanted) {
      const secret = await find(deps, resourceGroup, each.secret)
      if (secret && (await mayBeGiven(deps, secret, each))) found.push({ wanted: each, secret })
      else if (!secret && !each.optional)
        throw refused(
          `Secret ${each.secret} does not exist in resource group ${resourceGroup}; create it with POST /v2/admin/secrets`,
        )
    }
    const open = async (): Promise<Readonly<Record<string, string>>> => {
      const given: Record<string, string> = {}
      // What is named by itself wins over what comes of a whole secret.
      for (const { wanted: each, secret } of found.toSorted((one, other) => rank(one) - rank(other)))
        Object.assign(given, variablesOf(each, await dataOf(deps, secret)))
      return given
    }
    mustFit(await open())
    return {
      variables: found.map(({ wanted: { name, secret, key }, secret: { sealedData } }) => ({
        name,
        secret,
        key,
        version: createHash('sha256').update(sealedData).digest('hex').slice(0, 16),
      })),
      open,
    }
  }

type Found = { readonly wanted: WantedSecret; readonly secret: Secret }
const rank = ({ wanted }: Found): number => (wanted.key === null ? 0 : 1)

async function find({ store }: Deps, resourceGroup: string, name: string): Promise<Secret | null> {
  return (await store.secrets.get('generic', resourceGroup, name)) ?? store.secrets.get('generic', '*', name)
}

/** false: the key is not there, and need not be. */
async function mayBeGiven(deps: Deps, secret: Secret, { key, optional }: WantedSecret): Promise<boolean> {
  if (key === null) return true
  const data = await dataOf(deps, secret)
  if (Object.hasOwn(data, key)) return true
  if (optional) return false
  throw refused(`Secret ${secret.name} has no key ${key}; it has ${listing(Object.keys(data))}`)
}

/** No program starts with more: Linux takes 128 KiB for a variable, and a few MB for all. */
const longest = 100_000
const mostOfAll = 1_000_000

function mustFit(given: Readonly<Record<string, string>>): void {
  const sizes = Object.entries(given).map(([name, value]) => [name, Buffer.byteLength(value)] as const)
  const long = sizes.find(([, bytes]) => bytes > longest)
  if (long) throw refused(`${long[0]} has ${long[1]} bytes; an environment variable may have ${longest}`)
  const all = sizes.reduce((sum, [, bytes]) => sum + bytes, 0)
  if (all > mostOfAll) throw refused(`all variables together have ${all} bytes; they may have ${mostOfAll}`)
}

const Data = z.record(z.string(), z.string())

const dataOf = async (deps: Deps, { kind, scope, name, sealedData }: Secret): Promise<Readonly<Record<string, string>>> =>
  Data.parse(JSON.parse(await deps.openSealed(sealedData, `secret:${kind}/${scope}/${name}`)))

/** Of a whole secret, keys that are no names of variables are passed over, as Kubernetes does. */
function variablesOf({ name, secret, key }: WantedSecret, data: Readonly<Record<string, string>>): Record<string, string> {
  const entries =
    key === null
      ? Object.entries(data).flatMap(([each, value]) => (Variable.test(name + each) ? [[name + each, each, value] as const] : []))
      : [[name, key, data[key] ?? ''] as const]
  return Object.fromEntries(entries.map(([variable, of, value]) => [variable, textOf(secret, of, value)]))
}

const Variable = /^[A-Za-z_]\w*$/

function textOf(secret: string, key: string, base64: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'))
    if (!text.includes('\0')) return text
  } catch {
    // told below
  }
  throw refused(`Key ${key} of secret ${secret} is no text, so no environment variable can hold it`)
}

const refused = (message: string): Failure => new Failure('invalid', message, { target: 'parameterBindings.secretVariables' })
