import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { AdminPaging, windowOf } from './queries.ts'
import { Acknowledged, listOf } from './shapes.ts'

type SecretVerbs = Pick<Platform, 'createSecret' | 'getSecret' | 'listSecrets' | 'changeSecret' | 'deleteSecret'>

const Name = z
  .string()
  .max(63)
  // The specification's ^[a-z0-9](?:_?[a-z0-9.-]+)*[a-z0-9]$ in a form that never backtracks far.
  .regex(
    /^[a-z0-9](?:[a-z0-9.-]|_(?=[a-z0-9.-]))*[a-z0-9]$/,
    'must be 2 to 63 small letters, digits, ".", "-" or single "_", and begin and end with a letter or digit',
  )

const DockerConfig = z
  .string()
  .refine(isDockerConfig, 'must be the JSON text of a Docker config file: {"auths":{"https://…":{"username":…,"password":…}}}')
const Data = z.strictObject({ '.dockerconfigjson': DockerConfig })
const Shape = z.object({ name: z.string() }).meta({ id: 'DockerRegistrySecretStatus' })

/** They belong to the tenant, not to a group. */
const place = { kind: 'docker-registry', scope: '' } as const
const reads = { access: { role: 'operator', group: 'none' } } as const
const writes = { access: { role: 'admin', group: 'none' } } as const
const tags = ['DockerRegistrySecret']
const params = z.object({ dockerRegistryName: Name })

export const mountDockerRegistrySecrets = (app: ControlApp, platform: SecretVerbs): void => {
  app.get(
    '/v2/admin/dockerRegistrySecrets',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'docker_registry_secrets.query',
        summary: 'Lists registry secrets',
        querystring: AdminPaging,
        response: { 200: listOf(Shape, 'DockerRegistrySecretStatusResponse'), ...refusals },
      },
    },
    async (request) => {
      const { count, items } = await platform.listSecrets(place, windowOf(request.query))
      const resources = items.map(({ name }) => ({ name }))
      return { count: request.query.$count ? count : resources.length, resources }
    },
  )

  app.post(
    '/v2/admin/dockerRegistrySecrets',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'docker_registry_secrets.create',
        summary: 'Creates a registry secret',
        body: z.object({ name: Name, data: Data }).meta({ id: 'DockerRegistrySecretPostRequest' }),
        response: { 202: z.object({ message: z.string() }), ...refusals },
      },
    },
    async (request, reply) => {
      const { name, data } = request.body
      await platform.createSecret(callerOf(request), place, { name, data, labels: [], metadata: {} })
      return reply.code(202).send({ message: 'Secret has been created' })
    },
  )

  app.get(
    '/v2/admin/dockerRegistrySecrets/:dockerRegistryName',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'docker_registry_secrets.get',
        summary: 'Reads a registry secret',
        params,
        response: { 200: Shape, ...refusals },
      },
    },
    async (request) => {
      const { name } = await platform.getSecret(place, request.params.dockerRegistryName)
      return { name }
    },
  )

  app.patch(
    '/v2/admin/dockerRegistrySecrets/:dockerRegistryName',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'docker_registry_secrets.patch',
        summary: 'Changes a registry secret',
        consumes: ['application/merge-patch+json', 'application/json'],
        params,
        body: z.object({ data: Data }).meta({ id: 'DockerRegistrySecretPatchRequest' }),
        response: { 202: Acknowledged, ...refusals },
      },
    },
    async (request, reply) => {
      const { dockerRegistryName: id } = request.params
      await platform.changeSecret(callerOf(request), place, id, { data: request.body.data })
      return reply.code(202).send({ id, message: 'Secret has been modified' })
    },
  )

  app.delete(
    '/v2/admin/dockerRegistrySecrets/:dockerRegistryName',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'docker_registry_secrets.delete',
        summary: 'Deletes a registry secret',
        params,
        response: { 202: Acknowledged, ...refusals },
      },
    },
    async (request, reply) => {
      const { dockerRegistryName: id } = request.params
      await platform.deleteSecret(callerOf(request), place, id)
      return reply.code(202).send({ id, message: 'Docker Registry Secret has been deleted' })
    },
  )
}

function isDockerConfig(text: string): boolean {
  try {
    return z.looseObject({ auths: z.record(z.string(), z.looseObject({})) }).safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}
