import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { listing } from '../../../control/platform/listing.ts'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { filePath } from '../../../control/registry/paths.ts'
import { Failure } from '../../../domain/failure.ts'
import { artifactFolder, isFile } from '../../../domain/registry.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { ShownFiles, sendFile, showFiles } from './registry-bytes.ts'
import { sourceOf } from './registry-models.ts'
import { FileSource, ofVersion, reads, ShownArtifact, showArtifact, tags, versionPath, writes } from './registry-shapes.ts'
import { listOf } from './shapes.ts'

const NewArtifactVersion = z
  .strictObject({
    artifactVersion: z.literal('CREATE').optional().describe('Always a new one, also where an equal one is there'),
    files: z
      .array(FileSource.safeExtend({ role: z.enum(['predictor', 'transformer', 'config']).optional() }))
      .min(1)
      .max(1_000),
  })
  .meta({ id: 'ArtifactVersionRequest' })

const ofArtifact = ofVersion.extend({
  artifactVersion: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1 on')
    .transform(Number),
})

/** Artifact versions: scripts that go with a model version. 0 is the model's files alone, and always there. */
export const mountRegistryArtifacts = (app: ControlApp, { artifacts, versions, tree, files }: Registry): void => {
  app.get(
    `${versionPath}/artifacts`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.artifact.query',
        summary: 'Lists artifact versions of a model version, the newest first',
        params: ofVersion,
        response: { 200: listOf(ShownArtifact, 'ArtifactVersionList'), ...refusals },
      },
    },
    async (request) => {
      const { modelName: name, version } = request.params
      const resources = (await artifacts.list(callerInGroup(request).resourceGroup, name, version)).map(showArtifact)
      return { count: resources.length, resources }
    },
  )

  app.post(
    `${versionPath}/artifacts`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.artifact.create',
        summary: 'Keeps scripts as an artifact version',
        description: 'An equal set of files that is there already is used again (200) unless `artifactVersion` is `CREATE`.',
        params: ofVersion,
        body: NewArtifactVersion,
        response: { 200: ShownArtifact, 201: ShownArtifact, ...refusals },
      },
    },
    async (request, reply) => {
      const { modelName: name, version } = request.params
      const { artifactVersion, files } = request.body
      const { artifact, reused } = await artifacts.create(
        callerInGroup(request),
        { name, version },
        files.map(({ path, role, uploadId, text, treePath }) => ({
          path,
          role: role ?? null,
          source: sourceOf({ uploadId, text, treePath }),
        })),
        artifactVersion === 'CREATE',
      )
      return reply.code(reused ? 200 : 201).send(showArtifact(artifact))
    },
  )

  app.get(
    `${versionPath}/artifacts/:artifactVersion/files`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.artifact.query_files',
        summary: 'Lists the files of an artifact version',
        params: ofArtifact,
        response: { 200: ShownFiles, ...refusals },
      },
    },
    async (request) => {
      const { resourceGroup, folder } = await folderOf(request)
      return showFiles(await files(resourceGroup, folder), folder)
    },
  )

  app.get(
    `${versionPath}/artifacts/:artifactVersion/files/*`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.artifact.download',
        summary: 'Downloads a file of an artifact version, or a range of it',
        params: z.object({ ...ofArtifact.shape, '*': z.string().min(1).max(1_024) }),
        response: { 200: z.unknown(), 206: z.unknown(), ...refusals },
      },
    },
    async (request, reply) => {
      const { resourceGroup, folder, artifact } = await folderOf(request)
      const node = await tree.stat(resourceGroup, `${folder}/${filePath(request.params['*'])}`)
      if (node && isFile(node)) return sendFile(request, reply, tree, node)
      const words = `artifact version ${artifact} has no file ${request.params['*'].slice(0, 200)}`
      throw new Failure('not_found', words, { target: 'path' })
    },
  )

  async function folderOf(request: FastifyRequest & { readonly params: z.infer<typeof ofArtifact> }) {
    const { resourceGroup } = callerInGroup(request)
    const { modelName: name, version: asked, artifactVersion } = request.params
    const { version } = await versions.get(resourceGroup, name, asked)
    const all = await artifacts.list(resourceGroup, name, version)
    const found = all.find(({ artifact }) => artifact === artifactVersion)
    const known = listing(all.map(({ artifact }) => String(artifact)))
    const words = `version ${version} of model ${name} has no artifact version ${artifactVersion}; there are ${known}`
    if (!found) throw new Failure('not_found', words, { target: 'artifactVersion' })
    return { resourceGroup, artifact: artifactVersion, folder: artifactFolder(name, version, artifactVersion) }
  }
}
