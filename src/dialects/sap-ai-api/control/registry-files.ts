import { z } from 'zod'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { filePath } from '../../../control/registry/paths.ts'
import { Failure } from '../../../domain/failure.ts'
import { filesFolder, isFile } from '../../../domain/registry.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { ShownFiles, sendBytes, sendFile, showFiles } from './registry-bytes.ts'
import { ofVersion, reads, tags, versionPath } from './registry-shapes.ts'

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
        response: { 200: ShownFiles, ...refusals },
      },
    },
    async (request) => {
      const { resourceGroup } = callerInGroup(request)
      const { name, version } = await versions.get(resourceGroup, request.params.modelName, request.params.version)
      const folder = filesFolder(name, version)
      return showFiles(await files(resourceGroup, folder), folder)
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
      if (node && isFile(node)) return sendFile(request, reply, tree, node)
      const words = `version ${version} of model ${name} has no file ${request.params['*'].slice(0, 200)}`
      throw new Failure('not_found', words, { target: 'path' })
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
