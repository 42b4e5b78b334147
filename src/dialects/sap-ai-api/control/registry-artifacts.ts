import { z } from 'zod'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
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

/** Artifact versions: scripts that go with a model version. 0 is the model's files alone, and always there. */
export const mountRegistryArtifacts = (app: ControlApp, { artifacts }: Registry): void => {
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
}
