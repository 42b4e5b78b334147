import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import type { SecretPlace } from '../../../control/platform/secrets.ts'
import { Failure } from '../../../domain/failure.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { AdminPaging, windowOf } from './queries.ts'
import { Acknowledged, listOf } from './shapes.ts'

type SecretVerbs = Pick<Platform, 'createSecret' | 'getSecret' | 'listSecrets' | 'changeSecret' | 'deleteSecret'>

const NewName = z
  .string()
  .max(233)
  .regex(
    /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/,
    'must be small letters, digits, "-" or ".", like a host name',
  )
const Name = z
  .string()
  .max(253)
  .regex(/^[a-zA-Z0-9.\-_]+$/, 'must be letters, digits, ".", "-" or "_"')
const Text = z.string().max(5_000)
const Flag = z.enum(['0', '1'])

const Fields = z.object({
  name: Name,
  type: z.enum(['S3', 'GCS', 'azure', 'oss', 'webhdfs']),
  bucket: Text.optional(),
  endpoint: Text.optional(),
  region: Text.optional(),
  pathPrefix: Text.optional(),
  verifyssl: Flag.optional(),
  usehttps: Flag.default('1'),
  data: z.record(z.string().min(1).max(253), Text),
})
type Fields = z.infer<typeof Fields>

const Shape = z.object({ name: z.string(), metadata: z.record(z.string(), z.string()) }).meta({ id: 'ObjectStoreSecretStatus' })

const config = { access: { role: 'operator', group: 'header' } } as const
const tags = ['ObjectStoreSecret']
const params = z.object({ objectStoreName: Name })

export const mountObjectStoreSecrets = (app: ControlApp, platform: SecretVerbs): void => {
  app.get(
    '/v2/admin/objectStoreSecrets',
    {
      config,
      schema: {
        tags,
        operationId: 'object_store_secrets.query',
        summary: 'Lists object stores, without their credentials',
        querystring: AdminPaging,
        response: { 200: listOf(Shape, 'ObjectStoreSecretStatusResponse'), ...refusals },
      },
    },
    async (request) => {
      const { count, items } = await platform.listSecrets(placeOf(request), windowOf(request.query))
      const resources = items.map(({ name, metadata }) => ({ name, metadata: { ...metadata } }))
      return { count: request.query.$count ? count : resources.length, resources }
    },
  )

  app.post(
    '/v2/admin/objectStoreSecrets',
    {
      config,
      schema: {
        tags,
        operationId: 'object_store_secrets.create',
        summary: 'Registers an object store',
        body: Fields.extend({ name: NewName }).meta({ id: 'ObjectStoreSecretPostRequest' }),
        response: { 202: z.object({ message: z.string() }), ...refusals },
      },
    },
    async (request, reply) => {
      const { name, data } = request.body
      await platform.createSecret(callerInGroup(request).principal, placeOf(request), {
        name,
        data,
        labels: [],
        metadata: metadataOf(request.body),
      })
      return reply.code(202).send({ message: 'Secret has been created' })
    },
  )

  app.get(
    '/v2/admin/objectStoreSecrets/:objectStoreName',
    {
      config,
      schema: {
        tags,
        operationId: 'object_store_secrets.get',
        summary: 'Reads an object store, without its credentials',
        params,
        response: { 200: Shape, ...refusals },
      },
    },
    async (request) => {
      const { name, metadata } = await platform.getSecret(placeOf(request), request.params.objectStoreName)
      return { name, metadata: { ...metadata } }
    },
  )

  app.patch(
    '/v2/admin/objectStoreSecrets/:objectStoreName',
    {
      config,
      schema: {
        tags,
        operationId: 'object_store_secrets.patch',
        summary: 'Changes an object store',
        params,
        body: Fields.meta({ id: 'ObjectStoreSecretPatchRequest' }),
        response: { 202: Acknowledged, ...refusals },
      },
    },
    async (request, reply) => {
      const { objectStoreName: id } = request.params
      if (request.body.name !== id)
        throw new Failure('invalid', `name "${request.body.name}" must be "${id}", as in the address`, { target: 'name' })
      const change = { data: request.body.data, metadata: metadataOf(request.body) }
      await platform.changeSecret(callerInGroup(request).principal, placeOf(request), id, change)
      return reply.code(202).send({ id, message: 'Secret has been modified' })
    },
  )

  app.delete(
    '/v2/admin/objectStoreSecrets/:objectStoreName',
    {
      config,
      schema: {
        tags,
        operationId: 'object_store_secrets.delete',
        summary: 'Forgets an object store',
        params,
        response: { 202: Acknowledged, ...refusals },
      },
    },
    async (request, reply) => {
      const { objectStoreName: id } = request.params
      await platform.deleteSecret(callerInGroup(request).principal, placeOf(request), id)
      return reply.code(202).send({ id, message: 'Object Store Secret has been deleted' })
    },
  )
}

const placeOf = (request: FastifyRequest): SecretPlace => ({ kind: 'object-store', scope: callerInGroup(request).resourceGroup })

/** What is shown of it: everything but `data`. */
const metadataOf = ({ type, bucket, endpoint, region, pathPrefix, verifyssl, usehttps }: Fields): Record<string, string> => {
  const all = {
    'storage.ai.sap.com/type': type,
    'storage.ai.sap.com/bucket': bucket,
    'storage.ai.sap.com/endpoint': endpoint,
    'storage.ai.sap.com/region': region,
    'storage.ai.sap.com/pathPrefix': pathPrefix,
    ...(type === 'S3'
      ? {
          'serving.kubeflow.org/s3-usehttps': usehttps,
          'serving.kubeflow.org/s3-verifyssl': verifyssl,
          'serving.kubeflow.org/s3-endpoint': endpoint,
          'serving.kubeflow.org/s3-region': region,
        }
      : {}),
  }
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
