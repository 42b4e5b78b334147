import { z } from 'zod'
import type { Connections, ConnectionView } from '../../../control/connections/connections.ts'
import { GivenCredential } from '../../../control/connections/credential.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { listOf, Timestamp } from './shapes.ts'

const Name = z
  .string()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/,
    'must be 1 to 63 letters, digits, ".", "_" or "-", and start with a letter or digit',
  )
const BaseUrl = z.string().describe('http or https address of the provider account, without query')
const Credential = GivenCredential.describe(
  'What proves who we are, such as {"apiKey": "…"}; the provider\'s executable says which fields. Never given out again. In place of a text, or of all fields, {"ref": "env:NAME"}, {"ref": "file:path"} or {"ref": "vault:mount/path#field"} says where it is kept',
)
const Options = z.record(z.string(), z.unknown()).describe('Settings of the provider; its executable says which')

const NewConnection = z.strictObject({
  name: Name.describe('Named by the parameter "connection" of configurations; called like its provider, it is the default'),
  provider: z.string().describe('Executable that it is for, such as azure-openai'),
  baseUrl: BaseUrl.optional(),
  credential: Credential.optional(),
  options: Options.optional(),
  shared: z.boolean().optional().describe('For every resource group; takes an administrator'),
})
const ConnectionChange = z
  .strictObject({ baseUrl: BaseUrl, credential: Credential, options: Options })
  .partial()
  .describe('What is absent stays; credential and options are replaced as a whole')

const ShownConnection = z
  .object({
    name: z.string(),
    provider: z.string(),
    baseUrl: z.string(),
    options: z.record(z.string(), z.unknown()),
    shared: z.boolean(),
    credentialSet: z.boolean(),
    credentialFields: z.array(z.string()).describe('Names of the credential fields that are set'),
    credentialReferences: GivenCredential.optional().describe('Those of them that are kept elsewhere, as they were given'),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
  })
  .meta({ id: 'Connection' })
const Trial = z.object({
  ok: z.boolean(),
  status: z.int().nullable().describe('HTTP status of the provider; null where no answer came'),
  latencyMs: z.int(),
  message: z.string().describe('What is wrong and what would help, in words'),
})

const route = { access: { role: 'operator', group: 'header' }, lectern: true } as const
const tags = ['Connection']
const byName = z.strictObject({ name: Name })

/** `/v2/admin/connections`: provider accounts of a resource group, and the shared ones. */
export function connectionRoutes(app: ControlApp, { connections }: { readonly connections: Connections }): void {
  app.post(
    '/v2/admin/connections',
    {
      config: route,
      schema: {
        tags,
        operationId: 'connection.create',
        summary: 'Create a connection to a provider account',
        body: NewConnection,
        response: { 201: ShownConnection, ...refusals },
      },
    },
    async (request, reply) => {
      const created = await connections.create(callerInGroup(request), request.body)
      return reply.code(201).header('location', `/v2/admin/connections/${created.name}`).send(show(created))
    },
  )

  app.get(
    '/v2/admin/connections',
    {
      config: route,
      schema: {
        tags,
        operationId: 'connection.query',
        summary: 'List connections',
        response: { 200: listOf(ShownConnection, 'ConnectionList'), ...refusals },
      },
    },
    async (request) => {
      const resources = (await connections.list(callerInGroup(request))).map(show)
      return { count: resources.length, resources }
    },
  )

  app.get(
    '/v2/admin/connections/:name',
    {
      config: route,
      schema: {
        tags,
        operationId: 'connection.get',
        summary: 'Get a connection',
        params: byName,
        response: { 200: ShownConnection, ...refusals },
      },
    },
    async (request) => show(await connections.get(callerInGroup(request), request.params.name)),
  )

  app.patch(
    '/v2/admin/connections/:name',
    {
      config: route,
      schema: {
        tags,
        operationId: 'connection.modify',
        summary: 'Change a connection',
        params: byName,
        body: ConnectionChange,
        response: { 200: ShownConnection, ...refusals },
      },
    },
    async (request) => show(await connections.update(callerInGroup(request), request.params.name, request.body)),
  )

  app.delete(
    '/v2/admin/connections/:name',
    {
      config: route,
      schema: {
        tags,
        operationId: 'connection.delete',
        summary: 'Delete a connection that no running deployment uses',
        params: byName,
        response: { 204: z.null(), ...refusals },
      },
    },
    async (request, reply) => {
      await connections.remove(callerInGroup(request), request.params.name)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v2/admin/connections/:name/test',
    {
      config: { ...route, audit: 'no' },
      schema: {
        tags,
        operationId: 'connection.test',
        summary: 'Call the provider once, to see whether address and credential work',
        params: byName,
        response: { 200: Trial, ...refusals },
      },
    },
    async (request, reply) => {
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      return connections.test(callerInGroup(request), request.params.name, gone.signal)
    },
  )
}

const show = ({ resourceGroup, createdAt, modifiedAt, generation: _, credentialFields, ...view }: ConnectionView) => ({
  ...view,
  credentialFields: [...credentialFields],
  shared: resourceGroup === null,
  createdAt: toTimestamp(createdAt),
  modifiedAt: toTimestamp(modifiedAt),
})
