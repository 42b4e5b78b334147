import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Caller } from '../../../control/platform/caller.ts'
import { type ModelVersion, versionFolder } from '../../../domain/registry.ts'
import { apiRoot, projectNumber } from '../address.ts'
import { numbered, refusal } from '../errors.ts'
import { fullPath } from './file-path.ts'
import { type InProject, ofProject } from './projects.ts'

export const ofRegistry = z.object({ ...ofProject.shape, registryId: z.string().min(1).max(253) })
export const ofModel = z.object({ ...ofRegistry.shape, modelId: z.string().min(1).max(200) })

/** Who calls, in the project whose registry a path names. */
export type InRegistry = (request: FastifyRequest<{ Params: z.infer<typeof ofRegistry> }>) => Promise<Caller>

/** A registry has its project's number; one of another project takes a credential that reaches that, too. */
export const makeInRegistry =
  (inProject: InProject): InRegistry =>
  async (request) => {
    const { registryId, projectId } = request.params
    const caller = await inProject(request, projectId)
    return registryId === projectId ? caller : numbered({ not_found: 360006 }, () => inProject(request, registryId))
  }

/** `my_model_3` → `my_model`, 3 */
export function modelId(text: string): { readonly name: string; readonly version: number } {
  const [, name = '', version = ''] = /^(.+)_(\d{1,10})$/.exec(text) ?? []
  if (name === '' || Number(version) < 1)
    throw refusal('not_found', 360000, `there is no model ${text.slice(0, 200)}: an id is <name>_<version>`, 'id')
  return { name, version: Number(version) }
}

export const showModel = (model: ModelVersion, origin: string) => {
  const { resourceGroup, name, version } = model
  const id = `${name}_${version}`
  const number = projectNumber(resourceGroup)
  return {
    href: `${origin}${apiRoot}/project/${number}/modelregistries/${number}/models/${id}`,
    id,
    name,
    version,
    projectName: resourceGroup,
    modelRegistryId: number,
    path: fullPath(resourceGroup, versionFolder(name, version)),
    description: model.description,
    framework: model.framework,
    metrics: model.metrics,
    program: model.program,
    environment: model.environment,
    created: model.createdAt,
    creator: model.creator,
    userFullName: model.creator,
    inputExample: null,
    modelSchema: null,
    trainingDatasetVersion: model.extra['trainingDatasetVersion'] ?? null,
    missingMandatoryTags: [],
  }
}
