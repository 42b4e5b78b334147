import type { Tokens } from '../../../access/tokens.ts'
import type { Connections } from '../../../control/connections/connections.ts'
import type { ModelFiles } from '../../../control/models/model-files.ts'
import type { PeopleVerbs } from '../../../control/people/open-people.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import type { Registry } from '../../../control/registry/open-registry.ts'
import type { Templates } from '../../../control/templates/open-templates.ts'
import type { ControlApp, ControlDialect } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { mountAbout } from './about.ts'
import { mountAccountKeys } from './account-keys.ts'
import { mountAnalytics } from './analytics.ts'
import { mountApiKeys } from './api-keys.ts'
import { mountApplications } from './applications.ts'
import { mountArtifacts } from './artifacts.ts'
import { mountAudit } from './audit.ts'
import { mountBatcher } from './batcher.ts'
import { mountBudgets } from './budgets.ts'
import { mountCallQuotas } from './call-quotas.ts'
import { mountCapacity } from './capacity.ts'
import { mountCatalog } from './catalog.ts'
import { type ChangesDeps, mountChanges } from './changes.ts'
import { mountConfigurations } from './configurations.ts'
import { connectionRoutes } from './connections.ts'
import { mountDataset } from './dataset.ts'
import { mountDeployModel } from './deploy-model.ts'
import { mountDeploymentChanges } from './deployment-changes.ts'
import { mountDeploymentInstances } from './deployment-instances.ts'
import { mountDeploymentLogs } from './deployment-logs.ts'
import { mountDeploymentMetrics } from './deployment-metrics.ts'
import { mountDeploymentOpenApi } from './deployment-openapi.ts'
import { mountDeployments } from './deployments.ts'
import { mountDockerRegistrySecrets } from './docker-registry-secrets.ts'
import { mountDryRuns } from './dry-runs.ts'
import { renderErrorBody } from './errors.ts'
import { mountEstimate } from './estimate.ts'
import { mountEvents } from './events.ts'
import { mountExecutableDescriptions } from './executable-descriptions.ts'
import { mountExecutables } from './executables.ts'
import { mountExecutions } from './executions.ts'
import { mountHints } from './hints.ts'
import { mountInferenceLog } from './inference-log.ts'
import { mountKpis } from './kpis.ts'
import { mountMeta } from './meta.ts'
import { mountMetrics } from './metrics.ts'
import { mountMetricsQuery } from './metrics-query.ts'
import { modelImportRoutes } from './model-imports.ts'
import { mountNotificationTargets } from './notification-targets.ts'
import { mountOAuth } from './oauth.ts'
import { mountOAuthClients } from './oauth-clients.ts'
import { mountObjectStoreSecrets } from './object-store-secrets.ts'
import { mountObservability } from './observability.ts'
import { mountDeleteRequests } from './observability-deletions.ts'
import { mountPeople } from './people.ts'
import { mountPeopleSessions } from './people-sessions.ts'
import { mountPools } from './pools.ts'
import { mountModelQuota } from './quota.ts'
import { mountQuotas } from './quotas.ts'
import { mountRates } from './rates.ts'
import { mountRegistry } from './registry.ts'
import { mountRepositories } from './repositories.ts'
import { mountRerates } from './rerates.ts'
import { mountResourceGroups } from './resource-groups.ts'
import { mountResourcePlans } from './resource-plans.ts'
import { mountRetirements } from './retirements.ts'
import { mountRollouts } from './rollouts.ts'
import { mountScenarios } from './scenarios.ts'
import { mountSecrets } from './secrets.ts'
import { mountServingTemplates } from './serving-templates.ts'
import { mountStatements } from './statements.ts'
import { refuseUnknownQueries } from './strict-queries.ts'
import { mountTenantInfo } from './tenant-info.ts'
import { mountWebapps } from './webapps.ts'

export type SapControlDeps = {
  readonly platform: Platform
  readonly people: Pick<PeopleVerbs, 'admin'>
  readonly connections: Connections
  readonly models: Pick<ModelFiles, 'imports' | 'files'>
  readonly registry: Registry
  readonly templates: Pick<Templates, 'templates' | 'repositories' | 'applications'>
  readonly tokenGrant: Tokens['tokenGrant']
  readonly originOf: OriginOf
  readonly changes: ChangesDeps
  readonly version: string
}

/** SAP AI API v2, with additions under `/v2/admin`: Lectern's own management API. */
export const sapAiApiControl = ({
  platform,
  people,
  connections,
  models,
  registry,
  templates,
  tokenGrant,
  originOf,
  changes,
  version,
}: SapControlDeps): ControlDialect => ({
  id: 'sap-ai-api',
  renderError: renderErrorBody,
  mount(app) {
    // Token clients know OAuth's refusals only, so that route has an envelope of its own.
    app.register(async (scope: ControlApp) => mountOAuth(scope, tokenGrant))

    refuseUnknownQueries(app)
    mountScenarios(app, platform)
    mountExecutables(app, platform)
    mountExecutableDescriptions(app, platform)
    mountConfigurations(app, platform)
    mountDeployments(app, platform, originOf)
    mountDeploymentChanges(app, platform)
    mountDeployModel(app, platform)
    mountCapacity(app, platform)
    mountRollouts(app, platform)
    mountRetirements(app, platform)
    mountDryRuns(app, platform)
    mountDeploymentLogs(app, platform)
    mountDeploymentMetrics(app, platform)
    mountDeploymentInstances(app, platform)
    mountDeploymentOpenApi(app, platform, originOf)
    mountWebapps(app, platform, originOf)
    mountBatcher(app, platform)
    mountInferenceLog(app, platform)
    mountObservability(app, platform)
    mountDeleteRequests(app, platform)
    mountArtifacts(app, platform)
    mountExecutions(app)
    mountMetrics(app)
    app.register(async (scope: ControlApp) => mountDataset(scope))
    mountMeta(app, version)
    mountKpis(app, platform)
    mountAnalytics(app, platform)
    mountStatements(app, platform)
    mountEstimate(app, platform)
    mountHints(app, platform)
    mountMetricsQuery(app, platform)

    mountResourceGroups(app, platform)
    mountSecrets(app, platform)
    mountDockerRegistrySecrets(app, platform)
    mountObjectStoreSecrets(app, platform)
    mountQuotas(app, platform)
    mountResourcePlans(app, platform)
    mountPools(app, platform)
    mountModelQuota(app, platform)
    mountCallQuotas(app, platform)
    mountBudgets(app, platform)
    mountRates(app, platform)
    mountRerates(app, platform)
    mountEvents(app, platform)
    mountAudit(app, platform)
    mountAbout(app, platform, originOf)
    mountChanges(app, changes)
    mountNotificationTargets(app, platform)
    mountTenantInfo(app, platform.tenantId)
    mountApiKeys(app, platform)
    mountAccountKeys(app, platform)
    mountOAuthClients(app, platform, originOf)
    mountPeople(app, people)
    mountPeopleSessions(app, people, originOf)
    mountCatalog(app, platform)
    connectionRoutes(app, { connections })
    modelImportRoutes(app, { models })
    mountRegistry(app, registry)
    mountServingTemplates(app, templates.templates)
    mountRepositories(app, templates.repositories)
    mountApplications(app, templates.applications)
  },
})
