import type { Signer } from '../../domain/auth.ts'
import type { Connection } from '../../domain/connection.ts'
import { Failure } from '../../domain/failure.ts'
import { mayAs } from '../../domain/principal.ts'
import type { ConnectionShape } from '../../executables/define.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit, Caller } from '../platform/caller.ts'
import type { References } from '../references/references.ts'
import { parseBaseUrl } from './base-url.ts'
import { checked } from './checked.ts'
import {
  type GivenCredential,
  mustBeAllowed,
  type Opened,
  openGiven,
  readCredential,
  referencesIn,
  shownOf,
} from './credential.ts'
import { type Box, openCredential, sealCredential } from './sealed.ts'
import { makeTryConnection, type Trial } from './try-connection.ts'
import { makeConnectionUsers } from './users.ts'

export type ConnectionDeps = Pick<ControlDeps, 'store' | 'clock' | 'executables' | 'kick'> & {
  readonly box: Box
  /** The administrator lets connections reach private addresses. */
  readonly allowPrivate: boolean
  readonly audit: Audit
  /** Proves what is tried out as the gateway proves calls. */
  readonly signer: Signer
  readonly references: References
}

/** A connection as it may be shown. */
export type ConnectionView = Omit<Connection, 'sealedCredential'> & {
  readonly credentialSet: boolean
  /** Names of the fields that are set: `['apiKey']`. */
  readonly credentialFields: readonly string[]
  /** Where secrets are kept that are not kept here, as it was said. */
  readonly credentialReferences?: GivenCredential
}

export type NewConnection = {
  readonly name: string
  readonly provider: string
  readonly baseUrl?: string | undefined
  readonly credential?: GivenCredential | undefined
  readonly options?: Readonly<Record<string, unknown>> | undefined
  readonly shared?: boolean | undefined
}

/** What is absent stays as it is; `options` and `credential` are replaced as a whole. */
export type ConnectionChange = Pick<NewConnection, 'baseUrl' | 'credential' | 'options'>

export type Connections = {
  create(caller: Caller, input: NewConnection): Promise<ConnectionView>
  list(caller: Caller): Promise<readonly ConnectionView[]>
  get(caller: Caller, name: string): Promise<ConnectionView>
  update(caller: Caller, name: string, change: ConnectionChange): Promise<ConnectionView>
  remove(caller: Caller, name: string): Promise<void>
  test(caller: Caller, name: string, signal: AbortSignal): Promise<Trial>
  /** What came of the last test of each that was tested since the start. */
  lastTests(): readonly TestedConnection[]
  /** For placements: the group's own connection of that name, else the shared one, else null. */
  open(resourceGroup: string, name: string): Promise<(Opened & { readonly record: Connection }) | null>
}

export type TestedConnection = Pick<Connection, 'name' | 'resourceGroup'> &
  Pick<Trial, 'ok' | 'message'> & { readonly at: number }

export function makeConnections(deps: ConnectionDeps): Connections {
  const { store, clock, box, allowPrivate, references } = deps
  const usersOf = makeConnectionUsers(deps)
  const tryConnection = makeTryConnection(deps)

  const tests = new Map<string, TestedConnection>()

  return { create, list, get, update, remove, test, lastTests: () => [...tests.values()], open }

  async function create(caller: Caller, input: NewConnection): Promise<ConnectionView> {
    const shape = shapeOf(input.provider)
    const resourceGroup = input.shared ? null : caller.resourceGroup
    if (resourceGroup === null) requireAdmin(caller, 'create a shared connection')
    if (await store.connections.get(resourceGroup, input.name))
      throw new Failure('conflict', `connection "${input.name}" exists already`, { target: 'name' })
    const now = clock.now()
    const options = checked(shape.options, input.options ?? {}, 'options')
    const connection: Connection = {
      name: input.name,
      resourceGroup,
      provider: input.provider,
      baseUrl: parseBaseUrl(input.baseUrl ?? defaultBaseUrl(shape, options) ?? noBaseUrl(input.provider, shape), allowPrivate),
      options,
      sealedCredential: await sealCredential(
        box,
        { resourceGroup, name: input.name },
        await accepted(shape, { resourceGroup }, input.credential ?? {}),
      ),
      generation: 1,
      createdAt: now,
      modifiedAt: now,
    }
    await store.connections.insert(connection)
    return changed('connection created', caller, connection)
  }

  async function list(caller: Caller): Promise<readonly ConnectionView[]> {
    return Promise.all((await store.connections.list(caller.resourceGroup)).map(view))
  }

  async function get(caller: Caller, name: string): Promise<ConnectionView> {
    return view(await find(caller, name))
  }

  async function update(caller: Caller, name: string, change: ConnectionChange): Promise<ConnectionView> {
    const before = await find(caller, name)
    if (before.resourceGroup === null) requireAdmin(caller, 'change a shared connection')
    const shape = shapeOf(before.provider)
    const baseUrl = change.baseUrl === undefined ? before.baseUrl : parseBaseUrl(change.baseUrl, allowPrivate)
    // Otherwise whoever may edit could read the stored secret by sending it to a server of their own.
    if (before.sealedCredential && !change.credential && new URL(baseUrl).origin !== new URL(before.baseUrl).origin) {
      throw new Failure('invalid', 'credential: must be given again when baseUrl moves to another host', { target: 'credential' })
    }
    const after: Connection = {
      ...before,
      baseUrl,
      options: change.options === undefined ? before.options : checked(shape.options, change.options, 'options'),
      sealedCredential: change.credential
        ? await sealCredential(box, before, await accepted(shape, before, change.credential))
        : before.sealedCredential,
      generation: before.generation + 1,
      modifiedAt: clock.now(),
    }
    if (!(await store.connections.update(after, before.generation))) {
      throw new Failure('conflict', `connection "${name}" was changed by someone else in the meantime; read it and try again`)
    }
    return changed('connection updated', caller, after)
  }

  async function remove(caller: Caller, name: string): Promise<void> {
    const connection = await find(caller, name)
    if (connection.resourceGroup === null) requireAdmin(caller, 'delete a shared connection')
    const users = await usersOf(connection.resourceGroup, name)
    if (users.length > 0) {
      const named = users.map((each) => `${each.name} (${each.id})`).join(', ')
      throw new Failure(
        'conflict',
        `connection "${name}" is used by ${named}; stop these deployments or give them another configuration first`,
        {
          target: 'name',
          data: { deployments: users.map(({ id, name, resourceGroup }) => ({ id, name, resourceGroup })) },
        },
      )
    }
    await store.connections.remove(connection.resourceGroup, name)
    tests.delete(keyOf(connection))
    deps.audit('connection deleted', { ...facts(connection), by: caller.principal.id })
  }

  async function test(caller: Caller, name: string, signal: AbortSignal): Promise<Trial> {
    const connection = await find(caller, name)
    const trial = await tried(connection, signal)
    const { resourceGroup } = connection
    if (!signal.aborted)
      tests.set(keyOf(connection), { name, resourceGroup, ok: trial.ok, message: trial.message, at: clock.now() })
    return trial
  }

  async function tried(connection: Connection, signal: AbortSignal): Promise<Trial> {
    const shape = shapeOf(connection.provider)
    const given = await openCredential(box, connection)
    // What is remembered of a vault would prove nothing about what it holds now.
    const opened = await openGiven(given, connection, { shape, references, fresh: true }).catch(asTrial)
    if ('ok' in opened) return opened
    const trial = await tryConnection(shape.probe(connection, opened.credential), signal)
    return opened.notice === '' ? trial : { ...trial, message: `${trial.message}; ${opened.notice}` }
  }

  async function open(resourceGroup: string, name: string) {
    const record = (await store.connections.get(resourceGroup, name)) ?? (await store.connections.get(null, name))
    if (!record) return null
    const given = await openCredential(box, record)
    return { record, ...(await openGiven(given, record, { shape: shapeOf(record.provider), references })) }
  }

  async function find({ resourceGroup }: Caller, name: string): Promise<Connection> {
    const connection = (await store.connections.get(resourceGroup, name)) ?? (await store.connections.get(null, name))
    if (!connection)
      throw new Failure('not_found', `there is no connection "${name}" in resource group "${resourceGroup}"`, { target: 'name' })
    return connection
  }

  /** As it will be kept. References are read once to see whether they can be, unless a vault has no time for that now. */
  async function accepted(
    shape: ConnectionShape,
    place: Pick<Connection, 'resourceGroup'>,
    given: GivenCredential,
  ): Promise<GivenCredential> {
    if (referencesIn(given).length === 0) return readCredential(shape, given)
    mustBeAllowed(given, place, references)
    await openGiven(given, place, { shape, references, fresh: true }).catch((cause) => {
      if (!(cause instanceof Failure && cause.code === 'unavailable')) throw cause
    })
    return given
  }

  function shapeOf(provider: string): ConnectionShape {
    const shape = deps.executables.find(provider)?.connection
    if (shape) return shape
    const allowed = deps.executables.list().flatMap((each) => (each.connection ? [each.id] : []))
    throw new Failure('invalid', `provider: "${provider}" is not known; allowed are: ${allowed.join(', ')}`, {
      target: 'provider',
    })
  }

  async function changed(event: string, caller: Caller, connection: Connection): Promise<ConnectionView> {
    deps.audit(event, { ...facts(connection), by: caller.principal.id })
    await Promise.all((await usersOf(connection.resourceGroup, connection.name)).map((user) => deps.kick(user.id)))
    return view(connection)
  }

  async function view(connection: Connection): Promise<ConnectionView> {
    const { sealedCredential, ...shown } = connection
    // A lost master key must not hide the list in which people find the connections to set anew.
    const fields = await openCredential(box, connection).then(shownOf, () => ({ credentialFields: [] }))
    return { ...shown, credentialSet: sealedCredential !== null, ...fields }
  }
}

/** A reference that cannot be read is what the trial found out. */
const asTrial = (cause: unknown): Trial => {
  if (!(cause instanceof Failure)) throw cause
  return { ok: false, status: null, latencyMs: 0, message: cause.message }
}

/** What is shared touches every group, so it takes an administrator of all of them. */
const requireAdmin = ({ principal }: Caller, what: string): void => {
  if (!mayAs(principal, 'admin') || principal.resourceGroups !== '*') {
    throw new Failure('forbidden', `only an administrator of all resource groups may ${what}`)
  }
}

const defaultBaseUrl = ({ baseUrlDefault }: ConnectionShape, options: Readonly<Record<string, unknown>>): string | undefined =>
  typeof baseUrlDefault === 'function' ? baseUrlDefault(options) : baseUrlDefault

const noBaseUrl = (provider: string, shape: ConnectionShape): never => {
  throw new Failure('invalid', `baseUrl: is needed for ${provider}, such as ${shape.baseUrlExample}`, { target: 'baseUrl' })
}

const facts = ({ name, provider, baseUrl, resourceGroup }: Connection) => ({
  name,
  provider,
  baseUrl,
  resourceGroup: resourceGroup ?? '*',
})

const keyOf = ({ name, resourceGroup }: Pick<Connection, 'name' | 'resourceGroup'>): string => `${resourceGroup ?? ''} ${name}`
