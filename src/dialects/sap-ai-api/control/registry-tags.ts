import { z } from 'zod'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { ofVersion, reads, root, tags as section, versionPath, writes } from './registry-shapes.ts'
import { Acknowledged, listOf } from './shapes.ts'

const ShownTag = z.object({ name: z.string(), value: z.unknown() }).meta({ id: 'ModelTag' })
const ShownTagOf = ShownTag.extend({ model: z.string(), version: z.int() }).meta({ id: 'ModelTagOf' })
const TagName = z
  .string()
  .max(256)
  .regex(/^[\w.-]+$/, 'must be letters, digits, "_", "." or "-"')
const ofTag = z.object({ ...ofVersion.shape, tag: TagName })

/** Tags of a version: any JSON by name. */
export const mountRegistryTags = (app: ControlApp, { tags }: Registry): void => {
  app.get(
    `${root}/tags`,
    {
      config: reads,
      schema: {
        tags: section,
        operationId: 'registry.tag.query_all',
        summary: 'Lists the tags of all versions of the group',
        response: { 200: listOf(ShownTagOf, 'ModelTagOfList'), ...refusals },
      },
    },
    async (request) => {
      const resources = [...(await tags.all(callerInGroup(request).resourceGroup))]
      return { count: resources.length, resources }
    },
  )

  app.get(
    `${versionPath}/tags`,
    {
      config: reads,
      schema: {
        tags: section,
        operationId: 'registry.tag.query',
        summary: 'Lists the tags of a version',
        params: ofVersion,
        response: { 200: listOf(ShownTag, 'ModelTagList'), ...refusals },
      },
    },
    async (request) => {
      const { modelName: name, version } = request.params
      const resources = [...(await tags.list(callerInGroup(request).resourceGroup, name, version))]
      return { count: resources.length, resources }
    },
  )

  app.get(
    `${versionPath}/tags/:tag`,
    {
      config: reads,
      schema: {
        tags: section,
        operationId: 'registry.tag.get',
        summary: 'Gets a tag',
        params: ofTag,
        response: { 200: ShownTag, ...refusals },
      },
    },
    async (request) => {
      const { modelName: name, version, tag } = request.params
      return tags.get(callerInGroup(request).resourceGroup, name, version, tag)
    },
  )

  app.put(
    `${versionPath}/tags/:tag`,
    {
      config: writes,
      schema: {
        tags: section,
        operationId: 'registry.tag.set',
        summary: 'Sets a tag',
        params: ofTag,
        body: z.strictObject({ value: z.unknown().describe('Any JSON') }).meta({ id: 'ModelTagRequest' }),
        response: { 200: ShownTag, ...refusals },
      },
    },
    async (request) => {
      const { modelName: name, version, tag } = request.params
      return tags.put(callerInGroup(request), name, version, { name: tag, value: request.body.value ?? null })
    },
  )

  app.delete(
    `${versionPath}/tags/:tag`,
    {
      config: writes,
      schema: {
        tags: section,
        operationId: 'registry.tag.remove',
        summary: 'Removes a tag',
        params: ofTag,
        response: { 200: Acknowledged, ...refusals },
      },
    },
    async (request) => {
      const { modelName: name, version, tag } = request.params
      await tags.remove(callerInGroup(request), name, version, tag)
      return { id: tag, message: 'Tag removed' }
    },
  )
}
