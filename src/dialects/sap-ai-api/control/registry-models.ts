import { z } from 'zod'
import { frameworkIn } from '../../../control/registry/framework-of.ts'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { frameworks, type ModelVersion, RegisteredName } from '../../../domain/registry.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { given, Paging, windowOf } from './queries.ts'
import {
  Description,
  NewVersion,
  ofModel,
  ofNumber,
  ofVersion,
  reads,
  root,
  ShownVersion,
  showVersion,
  tags,
  versionPath,
  writes,
} from './registry-shapes.ts'
import { listOf, Timestamp } from './shapes.ts'

const ShownModel = z
  .object({ name: z.string(), versions: z.int(), latestVersion: z.int(), modifiedAt: Timestamp })
  .meta({ id: 'RegisteredModel' })
const Versions = listOf(ShownVersion, 'RegisteredVersionList')

/** Registered models and their versions. */
export const mountRegistryModels = (app: ControlApp, { models, versions }: Registry): void => {
  app.get(
    `${root}/models`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.model.query',
        summary: 'Lists registered models',
        querystring: Paging,
        response: { 200: listOf(ShownModel, 'RegisteredModelList'), ...refusals },
      },
    },
    async (request) => {
      const { items } = await models(callerInGroup(request).resourceGroup, windowOf(request.query))
      const resources = items.map(({ latest, modifiedAt, ...each }) => ({
        ...each,
        latestVersion: latest,
        modifiedAt: toTimestamp(modifiedAt),
      }))
      return { count: resources.length, resources }
    },
  )

  app.get(
    `${root}/versions`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.version.query',
        summary: 'Lists versions of all registered models',
        querystring: Paging.extend({
          name: RegisteredName.optional(),
          framework: z.enum(frameworks).optional(),
          $search: z.string().min(1).max(80).optional().describe('Part of the name or description'),
        }),
        response: { 200: Versions, ...refusals },
      },
    },
    async (request) => {
      const { name, framework, $search: search } = request.query
      const filter = { ...given({ name, framework, search }), ...windowOf(request.query) }
      const { items } = await versions.list(callerInGroup(request).resourceGroup, filter)
      return { count: items.length, resources: items.map(showVersion) }
    },
  )

  app.post(
    `${root}/models`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.version.create',
        summary: 'Registers a version of a model',
        description: 'Its files are uploaded before (`POST /v2/lm/registry/uploads`). They never change afterwards.',
        body: NewVersion,
        response: { 201: ShownVersion, ...refusals },
      },
    },
    async (request, reply) => {
      const { files, version, ...said } = request.body
      const framework = said.framework === undefined ? frameworkIn(files.map(({ path }) => path)) : said.framework
      const draft = { ...blank, ...given(said), name: said.name, framework, version: version ?? null }
      const made = await versions.create(
        callerInGroup(request),
        draft,
        files.map(({ path, uploadId, text, treePath }) => ({ path, source: sourceOf({ uploadId, text, treePath }) })),
      )
      const location = `${root}/models/${made.name}/versions/${made.version}`
      return reply.code(201).header('location', location).send(showVersion(made))
    },
  )

  app.get(
    `${root}/models/:modelName/versions`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.version.list',
        summary: 'Lists versions of a model, the newest first',
        params: ofModel,
        querystring: Paging,
        response: { 200: Versions, ...refusals },
      },
    },
    async (request) => {
      const { resourceGroup } = callerInGroup(request)
      const { modelName: name } = request.params
      const { items, count } = await versions.list(resourceGroup, { name, ...windowOf(request.query) })
      if (count === 0) await versions.get(resourceGroup, name, 'latest')
      return { count: items.length, resources: items.map(showVersion) }
    },
  )

  app.get(
    `${root}/models/:modelName/best`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.version.best',
        summary: 'Gets the version with the best value of a metric',
        params: ofModel,
        querystring: z.object({ metric: z.string().min(1).max(128), direction: z.enum(['max', 'min']).default('max') }),
        response: { 200: ShownVersion, ...refusals },
      },
    },
    async (request) => {
      const { metric, direction } = request.query
      return showVersion(await versions.best(callerInGroup(request).resourceGroup, request.params.modelName, metric, direction))
    },
  )

  app.get(
    versionPath,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.version.get',
        summary: 'Gets a version',
        params: ofVersion,
        response: { 200: ShownVersion, ...refusals },
      },
    },
    async (request) => {
      const { modelName: name, version } = request.params
      return showVersion(await versions.get(callerInGroup(request).resourceGroup, name, version))
    },
  )

  app.patch(
    versionPath,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.version.change',
        summary: 'Changes what is said of a version; its files stay as they are',
        params: ofVersion,
        body: z.strictObject(Description).meta({ id: 'RegisteredVersionChange' }),
        response: { 200: ShownVersion, ...refusals },
      },
    },
    async (request) => {
      const { modelName: name, version } = request.params
      return showVersion(await versions.change(callerInGroup(request), name, version, given(request.body)))
    },
  )

  app.delete(
    versionPath,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.version.delete',
        summary: 'Deletes a version that no deployment uses',
        params: ofNumber,
        response: { 200: ShownVersion, ...refusals },
      },
    },
    async (request) => {
      const { modelName: name, version } = request.params
      return showVersion(await versions.remove(callerInGroup(request), name, version))
    },
  )
}

export const blank = {
  framework: null,
  description: '',
  metrics: {},
  inputExample: null,
  modelSchema: null,
  program: null,
  environment: null,
  extra: {},
} satisfies Partial<ModelVersion>

export const sourceOf = ({
  uploadId,
  text,
  treePath,
}: {
  readonly uploadId: string | undefined
  readonly text: string | undefined
  readonly treePath: string | undefined
}) => (uploadId !== undefined ? { uploadId } : text !== undefined ? { text } : { treePath: treePath ?? '' })
