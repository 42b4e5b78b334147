import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { filePath } from '../../../control/registry/paths.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { Failure } from '../../../domain/failure.ts'
import { filesFolder, isFile } from '../../../domain/registry.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { rangeOf, sendUnsatisfiable } from './registry-range.ts'
import { ofVersion, reads, tags, versionPath } from './registry-shapes.ts'
import { listOf, Timestamp } from './shapes.ts'

const ShownFile = z
  .object({ path: z.string(), bytes: z.int(), sha256: z.string(), modifiedAt: Timestamp })
  .meta({ id: 'RegisteredFile' })
const withPath = z.object({ ...ofVersion.shape, '*': z.string().min(1).max(1_024) })

/** Files of a version: a list, single ones, all as one archive. */
export const mountRegistryFiles = (app: ControlApp, { versions, tree, files, archive }: Registry): void => {
  app.get(
    `${versionPath}/files`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.file.query',
        summary: 'Lists the files of a version',
        params: ofVersion,
        response: { 200: listOf(ShownFile, 'RegisteredFileList'), ...refusals },
      },
    },
    async (request) => {
      const { resourceGroup } = callerInGroup(request)
      const { name, version } = await versions.get(resourceGroup, request.params.modelName, request.params.version)
      const folder = filesFolder(name, version)
      const resources = (await files(resourceGroup, folder)).filter(isFile).map((each) => ({
        path: each.path.slice(folder.length + 1),
        bytes: each.bytes,
        sha256: each.sha256,
        modifiedAt: toTimestamp(each.modifiedAt),
      }))
      return { count: resources.length, resources }
    },
  )

  app.get(
    `${versionPath}/files/*`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.file.download',
        summary: 'Downloads a file of a version, or a range of it',
        params: withPath,
        response: { 200: z.unknown(), 206: z.unknown(), ...refusals },
      },
    },
    async (request, reply) => {
      const { resourceGroup } = callerInGroup(request)
      const { name, version } = await versions.get(resourceGroup, request.params.modelName, request.params.version)
      const path = `${filesFolder(name, version)}/${filePath(request.params['*'])}`
      const node = await tree.stat(resourceGroup, path)
      if (!node || !isFile(node)) {
        const words = `version ${version} of model ${name} has no file ${request.params['*'].slice(0, 200)}`
        throw new Failure('not_found', words, { target: 'path' })
      }
      const etag = `"${node.sha256}"`
      reply.headers({ etag, 'accept-ranges': 'bytes' })
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      const range = rangeOf(request.headers, node.bytes, etag)
      if (range === 'unsatisfiable') return sendUnsatisfiable(request, reply, node.bytes)
      if (range) reply.code(206).header('content-range', `bytes ${range.from}-${range.to - 1}/${node.bytes}`)
      reply.header('content-length', range ? range.to - range.from : node.bytes)
      return sendBytes(request, reply, (await tree.read(resourceGroup, path, range ?? undefined)).open(), path)
    },
  )

  app.get(
    `${versionPath}/archive`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.version.download',
        summary: 'Downloads all files of a version as a tar archive',
        params: ofVersion,
        response: { 200: z.unknown(), ...refusals },
      },
    },
    async (request, reply) => {
      const { resourceGroup } = callerInGroup(request)
      const { name, version } = await versions.get(resourceGroup, request.params.modelName, request.params.version)
      const stream = await archive(resourceGroup, name, version)
      return sendBytes(request, reply, stream, `${name}-${version}.tar`, 'application/x-tar')
    },
  )
}

/** As a file to keep, never as a page to show. */
const sendBytes = (
  request: FastifyRequest,
  reply: FastifyReply,
  stream: NodeJS.ReadableStream & { destroy(): void },
  path: string,
  type = 'application/octet-stream',
) => {
  request.raw.once('close', () => stream.destroy())
  const name = encodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
  return reply.type(type).header('content-disposition', `attachment; filename*=UTF-8''${name}`).send(stream)
}
