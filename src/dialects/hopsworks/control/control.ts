import type { Platform } from '../../../control/platform/platform.ts'
import type { Registry } from '../../../control/registry/open-registry.ts'
import type { Store } from '../../../store/store.ts'
import type { ControlApp, ControlDialect } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { apiRoot } from '../address.ts'
import { errorBody, refusal, usualNumbers } from '../errors.ts'
import { mountApiKeys } from './api-keys.ts'
import { mountDataset } from './dataset.ts'
import { mountDatasetUpload } from './dataset-upload.ts'
import { type InferencePort, mountEndpoints } from './endpoints.ts'
import { mountHubImports } from './hub-imports.ts'
import { mountKafkaSubjects } from './kafka-subjects.ts'
import { mountKafkaTopics } from './kafka-topics.ts'
import { makeInRegistry } from './model-shape.ts'
import { mountModelTags } from './model-tags.ts'
import { mountModels } from './models.ts'
import { makeInProject, mountProjects } from './projects.ts'
import { mountRegistries } from './registries.ts'
import { described, reads } from './routes.ts'
import { mountServingDetails } from './serving-details.ts'
import { makeServingRecords } from './serving-record.ts'
import { mountServings } from './serving-routes.ts'
import { mountServingSchema } from './serving-schema.ts'
import { makeServings } from './servings.ts'
import { mountVariables } from './variables.ts'

export type HopsworksControlDeps = {
  readonly platform: Platform
  readonly registry: Registry
  readonly dialectRecords: Store['dialectRecords']
  readonly originOf: OriginOf
  /** null: there is none. */
  readonly inferencePort: InferencePort | null
}

/** Hopsworks' REST API, as its Python client speaks it. A project is a resource group. */
export const hopsworksControl = ({
  platform,
  registry,
  dialectRecords,
  originOf,
  inferencePort,
}: HopsworksControlDeps): ControlDialect => ({
  id: 'hopsworks',
  renderError: (failure) => errorBody(failure, usualNumbers),
  mount(app) {
    const inProject = makeInProject(platform)
    const inRegistry = makeInRegistry(inProject)
    const records = makeServingRecords(dialectRecords, platform.now)
    const hasInferencePort = inferencePort !== null
    const serving = {
      platform,
      registry,
      records,
      hasInferencePort,
      inProject,
      servings: makeServings({ platform, records, registry }),
    }

    mountProjects(app, platform)
    mountApiKeys(app, platform)
    mountKafkaTopics(app, platform, inProject)
    mountKafkaSubjects(app, platform, inProject)
    mountVariables(app)
    mountEndpoints(app, { inProject, originOf, inferencePort })
    mountRegistries(app, platform)
    mountHubImports(app, registry, inRegistry)
    mountModels(app, { registry, inRegistry, originOf })
    mountModelTags(app, registry, inRegistry)
    mountServings(app, serving)
    mountServingDetails(app, serving)
    mountServingSchema(app, { ...serving, originOf })
    mountDataset(app, { platform, inProject, tree: registry.tree })
    app.register(async (scope: ControlApp) =>
      mountDatasetUpload(scope, { platform, inProject, receive: registry.receiveFlowChunk }),
    )
    app.all(`${apiRoot}/*`, { config: reads(), schema: { hide: true, ...described('Anything else') } }, async (request) => {
      if (/\/featurestores(\/|$)/.test(request.url)) throw refusal('not_found', 270009, 'there is no feature store here')
      throw refusal('not_found', 120005, `there is nothing at ${request.method} ${request.url.split('?')[0]?.slice(0, 200)}`)
    })
  },
})
