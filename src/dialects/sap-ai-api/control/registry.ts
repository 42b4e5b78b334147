import type { Registry } from '../../../control/registry/open-registry.ts'
import type { ControlApp } from '../../control/app.ts'
import { mountRegistryArtifacts } from './registry-artifacts.ts'
import { mountRegistryFiles } from './registry-files.ts'
import { mountRegistryImports } from './registry-imports.ts'
import { mountRegistryModels } from './registry-models.ts'
import { mountRegistryQuota } from './registry-quota.ts'
import { mountRegistryScripts } from './registry-scripts.ts'
import { mountRegistryTags } from './registry-tags.ts'
import { mountRegistryUploads } from './registry-uploads.ts'

/** `/v2/lm/registry`: your own models, by name and number. */
export const mountRegistry = (app: ControlApp, registry: Registry): void => {
  mountRegistryModels(app, registry)
  mountRegistryTags(app, registry)
  mountRegistryFiles(app, registry)
  mountRegistryArtifacts(app, registry)
  mountRegistryScripts(app, registry)
  mountRegistryImports(app, registry)
  mountRegistryQuota(app, registry)
  // Chunks are read as they come, so their parser is theirs alone.
  app.register(async (scope: ControlApp) => mountRegistryUploads(scope, registry))
}
