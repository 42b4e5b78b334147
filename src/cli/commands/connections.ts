import type { Connection, NewConnection } from '../../client/types.ts'
import type { Shape } from '../output.ts'
import { pairs } from '../pairs.ts'
import { type SecretOptions, secretText } from '../secret-text.ts'
import type { Session } from '../session.ts'
import { Unsuccessful, UsageError, type World } from '../world.ts'

export type ChangeOptions = SecretOptions & {
  readonly baseUrl?: string
  readonly option: readonly string[]
  readonly credentialRef: readonly string[]
}
export type CreateOptions = ChangeOptions & { readonly provider?: string; readonly shared?: boolean }

const shape: Shape<Connection> = {
  columns: {
    NAME: (each) => each.name,
    PROVIDER: (each) => each.provider,
    'BASE URL': (each) => each.baseUrl,
    CREDENTIAL: ({ credentialSet, credentialReferences: kept }) => (kept ? whereKept(kept) : credentialSet ? 'set' : ''),
    SHARED: (each) => (each.shared ? 'yes' : ''),
    CREATED: (each) => each.createdAt,
  },
  name: (each) => each.name,
}

/** `env:NAME`, or `clientId=vault:… clientSecret=vault:…` */
const whereKept = (kept: NonNullable<Connection['credentialReferences']>): string =>
  Object.entries(kept)
    .map(([field, at]) => (typeof at === 'string' ? at : `${field}=${at.ref}`))
    .join(' ')

export const list = async ({ client, output }: Session): Promise<void> => output.list(shape, await client.connections.list())

export async function create({ client, output, world }: Session, name: string, options: CreateOptions): Promise<void> {
  const created = await client.connections.create({
    name,
    provider: options.provider ?? name,
    ...(await changes(world, options)),
    ...(options.shared ? { shared: true } : {}),
  })
  await output.one(shape, created)
}

export async function update({ client, output, world }: Session, name: string, options: ChangeOptions): Promise<void> {
  await output.one(shape, await client.connections.update(name, await changes(world, options)))
}

export async function test({ client, output, say }: Session, name: string): Promise<void> {
  const trial = await client.connections.test(name)
  await output.one(
    {
      columns: {
        OK: (each) => (each.ok ? 'yes' : 'no'),
        STATUS: (each) => each.status,
        LATENCY: (each) => `${each.latencyMs} ms`,
        MESSAGE: (each) => each.message,
      },
      name: (each) => (each.ok ? 'ok' : 'failed'),
    },
    trial,
  )
  if (trial.ok) return
  say(`lectern: connection ${name} does not work`)
  throw new Unsuccessful()
}

export async function remove({ client, say }: Session, name: string): Promise<void> {
  await client.connections.remove(name)
  say(`connection ${name} deleted`)
}

async function changes(world: World, options: ChangeOptions) {
  const secret = await secretText(world, options)
  const references = referencesIn(options.credentialRef)
  if (secret !== null && references) throw new UsageError('give either a key or --credential-ref, not both')
  const settings = pairs(options.option, '--option')
  return {
    ...(options.baseUrl ? { baseUrl: options.baseUrl } : {}),
    ...(secret === null ? {} : { credential: fieldsOf(secret) }),
    ...(references ? { credential: references } : {}),
    ...(settings.length > 0 ? { options: Object.fromEntries(settings.map(([key, value]) => [key, jsonOrText(value)])) } : {}),
  }
}

/** `env:NAME` is all of the credential, `apiKey=env:NAME` one field of it. */
function referencesIn(texts: readonly string[]): NewConnection['credential'] | null {
  const [first] = texts
  if (first === undefined) return null
  if (texts.length === 1 && !Field.test(first)) return { ref: first }
  const wrong = texts.find((each) => !Field.test(each))
  if (wrong !== undefined) throw new UsageError(`--credential-ref ${wrong}: must be field=reference where there are several`)
  return Object.fromEntries(pairs(texts, '--credential-ref').map(([field, ref]) => [field, { ref }]))
}

const Field = /^\w+=/

/** A JSON object names its fields; anything else is an API key. */
function fieldsOf(secret: string): Record<string, string> {
  const parsed = secret.startsWith('{') ? jsonOrText(secret) : null
  if (typeof parsed !== 'object' || parsed === null) return { apiKey: secret }
  return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, String(value)]))
}

const jsonOrText = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text // a version such as 2024-10-21 is no JSON
  }
}
