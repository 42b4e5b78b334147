import type { ControlDeps } from '../deps.ts'
import { type CredentialDeps, createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import { createArtifact, getArtifact, listArtifacts } from './artifacts.ts'
import { changeBudget, createBudget, getBudget, listBudgets, removeBudget } from './budgets.ts'
import { type CatalogDeps, listCatalog, listModels, putCatalogEntry, removeCatalogEntry } from './catalog.ts'
import { deleteDeployment, reconfigureDeployment, startDeployment, stopDeployment } from './change-deployment.ts'
import { createConfiguration, getConfiguration, listConfigurations } from './configurations.ts'
import { createDeployment } from './create-deployment.ts'
import { getExecutable, listExecutables } from './executables.ts'
import { getInferenceLog, removeInferenceLog, setInferenceLog } from './inference-log.ts'
import { readKpis } from './kpis.ts'
import {
  changeCallQuota,
  createCallQuota,
  getCallQuota,
  type LimitDeps,
  listCallQuotas,
  removeCallQuota,
} from './limits-quotas.ts'
import { decideQuotaRequest, listQuotaRequests, modelQuotas, requestQuota } from './limits-requests.ts'
import { createOAuthClient, listOAuthClients, type OAuthClientDeps, revokeOAuthClient } from './oauth-clients.ts'
import { deploymentQuota, dockerSecretQuota, resourceGroupQuota, secretQuota } from './quotas.ts'
import { groupOfDeployment, readLogs } from './read-logs.ts'
import {
  createResourceGroup,
  deleteResourceGroup,
  enterResourceGroup,
  labelResourceGroup,
  listResourceGroups,
} from './resource-groups.ts'
import { getScenario, listScenarios } from './scenarios.ts'
import type { Box } from './seal-secret.ts'
import { changeSecret, createSecret, deleteSecret, getSecret, listSecrets } from './secrets.ts'
import { readLedger, readUsage, type UsageDeps } from './usage.ts'
import { countDeployments, getDeployment, listDeployments } from './view-deployments.ts'

export type PlatformDeps = ControlDeps &
  UsageDeps &
  CredentialDeps &
  OAuthClientDeps &
  CatalogDeps &
  LimitDeps & { readonly box: Box }

/** Everything that can be asked of the platform, whatever dialect it is asked in. Dialects parse and render; the rules are here. */
export const makePlatform = (deps: PlatformDeps) => ({
  tenantId: deps.tenantId,
  now: () => deps.clock.now(),

  listScenarios: listScenarios(deps),
  getScenario: getScenario(deps),
  listExecutables: listExecutables(deps),
  getExecutable: getExecutable(deps),
  listModels: listModels(deps),

  createConfiguration: createConfiguration(deps),
  getConfiguration: getConfiguration(deps),
  listConfigurations: listConfigurations(deps),

  createDeployment: createDeployment(deps),
  getDeployment: getDeployment(deps),
  listDeployments: listDeployments(deps),
  countDeployments: countDeployments(deps),
  reconfigureDeployment: reconfigureDeployment(deps),
  stopDeployment: stopDeployment(deps),
  startDeployment: startDeployment(deps),
  deleteDeployment: deleteDeployment(deps),
  readLogs: readLogs(deps),
  groupOfDeployment: groupOfDeployment(deps),

  getInferenceLog: getInferenceLog(deps),
  setInferenceLog: setInferenceLog(deps),
  removeInferenceLog: removeInferenceLog(deps),

  createArtifact: createArtifact(deps),
  getArtifact: getArtifact(deps),
  listArtifacts: listArtifacts(deps),

  enterResourceGroup: enterResourceGroup(deps),
  listResourceGroups: listResourceGroups(deps),
  createResourceGroup: createResourceGroup(deps),
  labelResourceGroup: labelResourceGroup(deps),
  deleteResourceGroup: deleteResourceGroup(deps),

  createSecret: createSecret(deps),
  getSecret: getSecret(deps),
  listSecrets: listSecrets(deps),
  changeSecret: changeSecret(deps),
  deleteSecret: deleteSecret(deps),

  resourceGroupQuota: resourceGroupQuota(deps),
  secretQuota: secretQuota(deps),
  dockerSecretQuota: dockerSecretQuota(deps),
  deploymentQuota: deploymentQuota(deps),
  readKpis: readKpis(deps),

  listCallQuotas: listCallQuotas(deps),
  getCallQuota: getCallQuota(deps),
  createCallQuota: createCallQuota(deps),
  changeCallQuota: changeCallQuota(deps),
  removeCallQuota: removeCallQuota(deps),
  modelQuotas: modelQuotas(deps),
  requestQuota: requestQuota(deps),
  listQuotaRequests: listQuotaRequests(deps),
  decideQuotaRequest: decideQuotaRequest(deps),
  listBudgets: listBudgets(deps),
  getBudget: getBudget(deps),
  createBudget: createBudget(deps),
  changeBudget: changeBudget(deps),
  removeBudget: removeBudget(deps),
  readUsage: readUsage(deps),
  readLedger: readLedger(deps),

  createApiKey: createApiKey(deps),
  listApiKeys: listApiKeys(deps),
  revokeApiKey: revokeApiKey(deps),
  createOAuthClient: createOAuthClient(deps),
  listOAuthClients: listOAuthClients(deps),
  revokeOAuthClient: revokeOAuthClient(deps),

  listCatalog: listCatalog(deps),
  putCatalogEntry: putCatalogEntry(deps),
  removeCatalogEntry: removeCatalogEntry(deps),
})

export type Platform = ReturnType<typeof makePlatform>
