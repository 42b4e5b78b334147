import { z } from 'zod'
import type { Registry } from '../../../control/registry/open-registry.ts'
import type { Tag } from '../../../domain/registry.ts'
import type { ControlApp } from '../../control/app.ts'
import { apiRoot } from '../address.ts'
import { numbered } from '../errors.ts'
import { type InRegistry, modelId, ofModel } from './model-shape.ts'
import { described, noBody, reads, writes } from './routes.ts'

export const TagName = z.string().min(1).max(255)
const ofTag = z.object({ ...ofModel.shape, tagName: TagName })
const path = `${apiRoot}/project/:projectId/modelregistries/:registryId/models/:modelId/tags`

/** Tags of a model version. A body is the value itself, in JSON. */
export const mountModelTags = (app: ControlApp, { tags }: Pick<Registry, 'tags'>, inRegistry: InRegistry): void => {
  const asTag = <T>(ask: () => Promise<T>): Promise<T> => numbered({ not_found: 370002 }, ask)

  app.get(
    path,
    { config: reads('MODELREGISTRY'), schema: described('Lists tags of a model version', { params: ofModel }) },
    async (request) => {
      const { resourceGroup } = await inRegistry(request)
      const { name, version } = modelId(request.params.modelId)
      return showTags(await numbered({ not_found: 360000 }, () => tags.list(resourceGroup, name, version)))
    },
  )

  app.get(
    `${path}/:tagName`,
    { config: reads('MODELREGISTRY'), schema: described('Shows a tag of a model version', { params: ofTag }) },
    async (request) => {
      const { resourceGroup } = await inRegistry(request)
      const { name, version } = modelId(request.params.modelId)
      return showTags([await asTag(() => tags.get(resourceGroup, name, version, request.params.tagName))])
    },
  )

  app.put(
    `${path}/:tagName`,
    { config: writes('MODELREGISTRY'), schema: described('Sets a tag of a model version', { params: ofTag, body: z.unknown() }) },
    async (request, reply) => {
      const caller = await inRegistry(request)
      const { name, version } = modelId(request.params.modelId)
      const tag = { name: request.params.tagName, value: request.body ?? null }
      await numbered({ not_found: 360000 }, () => tags.put(caller, name, version, tag))
      return reply.code(201).send(showTags([tag]))
    },
  )

  app.delete(
    `${path}/:tagName`,
    { config: writes('MODELREGISTRY'), schema: described('Removes a tag of a model version', { params: ofTag, body: noBody }) },
    async (request, reply) => {
      const caller = await inRegistry(request)
      const { name, version } = modelId(request.params.modelId)
      await asTag(() => tags.remove(caller, name, version, request.params.tagName))
      return reply.code(204).send()
    },
  )
}

/** Clients read each value as JSON text. */
export const showTags = (tags: readonly Tag[]) => ({
  count: tags.length,
  items: tags.map(({ name, value }) => ({ name, value: JSON.stringify(value) })),
})
