import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { type FileNode, isFile, type TreeNode } from '../../../domain/registry.ts'
import { rangeOf, sendUnsatisfiable } from './registry-range.ts'
import { listOf, Timestamp } from './shapes.ts'

const ShownFile = z
  .object({ path: z.string(), bytes: z.int(), sha256: z.string(), modifiedAt: Timestamp })
  .meta({ id: 'RegisteredFile' })
export const ShownFiles = listOf(ShownFile, 'RegisteredFileList')

/** The files among what lies below a folder, by their paths in it. */
export const showFiles = (nodes: readonly TreeNode[], folder: string): z.infer<typeof ShownFiles> => {
  const resources = nodes.filter(isFile).map((each) => ({
    path: each.path.slice(folder.length + 1),
    bytes: each.bytes,
    sha256: each.sha256,
    modifiedAt: toTimestamp(each.modifiedAt),
  }))
  return { count: resources.length, resources }
}

/** A file, or the range of it that is asked for. */
export const sendFile = async (request: FastifyRequest, reply: FastifyReply, tree: Registry['tree'], node: FileNode) => {
  const etag = `"${node.sha256}"`
  reply.headers({ etag, 'accept-ranges': 'bytes' })
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  const range = rangeOf(request.headers, node.bytes, etag)
  if (range === 'unsatisfiable') return sendUnsatisfiable(request, reply, node.bytes)
  if (range) reply.code(206).header('content-range', `bytes ${range.from}-${range.to - 1}/${node.bytes}`)
  reply.header('content-length', range ? range.to - range.from : node.bytes)
  return sendBytes(request, reply, (await tree.read(node.resourceGroup, node.path, range ?? undefined)).open(), node.path)
}

/** As a file to keep, never as a page to show. */
export const sendBytes = (
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
