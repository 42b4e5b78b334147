import type { Machine } from '../../domain/resources.ts'
import { readAbout, readSystem } from '../about/about.ts'
import { type CheckDeps, runChecks } from '../about/checks.ts'
import { packDiagnostics } from '../about/diagnostics.ts'
import type { ControlDeps } from '../deps.ts'
import {
  type AccountKeyDeps,
  accountKeysAreOn,
  listAccountKeys,
  regenerateAccountKey,
  switchAccountKeys,
} from './account-keys.ts'
import { countInstances, discardDeployment, haltDeployment, redefineDeployment } from './any-state.ts'
import { type CredentialDeps, createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import { createArtifact, getArtifact, listArtifacts } from './artifacts.ts'
import { type AuditReadDeps, listAudit } from './audit.ts'
import { getBatcher, removeBatcher, setBatcher } from './batcher.ts'
import { type BillingDeps, makeBilling } from './billing.ts'
import { changeBudget, createBudget, getBudget, listBudgets, removeBudget } from './budgets.ts'
import { capacityFor } from './capacity-for.ts'
import { type CatalogDeps, listCatalog, listModels, putCatalogEntry, removeCatalogEntry } from './catalog.ts'
import { deleteDeployment, reconfigureDeployment, startDeployment, stopDeployment } from './change-deployment.ts'
import { changeTerms, pauseDeployment, resumeDeployment } from './change-terms.ts'
import { createConfiguration, getConfiguration, listConfigurations } from './configurations.ts'
import { checkNew, createDeployment, deployNew } from './create-deployment.ts'
import { deployModel, tryModel } from './deploy-model.ts'
import { diffVersions, getVersion, listVersions } from './deployment-versions.ts'
import { describeCalls } from './describe-calls.ts'
import { describeExecutables } from './describe-executables.ts'
import { type DryRunDeps, getDryRun, listDryRuns, startDryRun } from './dry-runs.ts'
import { listEvents } from './events.ts'
import { getExecutable, listExecutables } from './executables.ts'
import { fileOffers } from './file-offers.ts'
import { getInferenceLog, type InferenceLogDeps, removeInferenceLog, setInferenceLog } from './inference-log.ts'
import {
  addFeedback,
  deleteInferences,
  getDeletion,
  getInference,
  labelInference,
  listDeletions,
  listInferences,
  type RecordDeps,
} from './inference-records.ts'
import { addSchema, listSchemas, removeSchema } from './kafka-schemas.ts'
import { createTopic, listTopics, removeTopic, requireTopic } from './kafka-topics.ts'
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
import {
  changeNotificationTarget,
  createNotificationTarget,
  listDeliveries,
  listNotificationTargets,
  type NotificationDeps,
  removeNotificationTarget,
  testNotificationTarget,
} from './notification-targets.ts'
import { createOAuthClient, listOAuthClients, type OAuthClientDeps, revokeOAuthClient } from './oauth-clients.ts'
import { makeObserving, type ObservingDeps } from './observing.ts'
import { listOffers, offersOf } from './offers.ts'
import { listPoolLimits, listPools, readPool, setPool } from './pools.ts'
import { deploymentQuota, dockerSecretQuota, resourceGroupQuota, secretQuota, templateQuotas } from './quotas.ts'
import { redeploy } from './redeploy.ts'
import {
  createResourceGroup,
  deleteResourceGroup,
  enterResourceGroup,
  type GroupDeletionDeps,
  labelResourceGroup,
  listResourceGroups,
} from './resource-groups.ts'
import {
  listPlanQuotas,
  listResourcePlans,
  putResourcePlan,
  readRoom,
  removeResourcePlan,
  setPlanQuota,
} from './resource-plans.ts'
import { listRetirements, type RetirementDeps } from './retirements.ts'
import { changeRollout, promoteRollout, rollBack } from './rollouts.ts'
import { scaleDeployment } from './scale-deployment.ts'
import { getScenario, listScenarios } from './scenarios.ts'
import type { Box } from './seal-secret.ts'
import { changeSecret, createSecret, deleteSecret, getSecret, listSecrets } from './secrets.ts'
import type { TermsDeps } from './terms.ts'
import { countDeployments, getDeployment, listDeployments, type ProgressDeps } from './view-deployments.ts'
import { getRollout, type RolloutDeps } from './view-rollout.ts'
import { closeWebapp, findWebapp, getWebapp, openWebapp } from './webapps.ts'

export type PlatformDeps = ControlDeps &
  BillingDeps &
  CredentialDeps &
  AccountKeyDeps &
  OAuthClientDeps &
  CatalogDeps &
  RecordDeps &
  LimitDeps &
  ObservingDeps &
  ProgressDeps &
  GroupDeletionDeps &
  InferenceLogDeps &
  RolloutDeps &
  NotificationDeps &
  DryRunDeps &
  RetirementDeps &
  AuditReadDeps &
  CheckDeps &
  TermsDeps & { readonly box: Box; readonly machine?: Machine }

/** Everything that can be asked of the platform, whatever dialect it is asked in. Dialects parse and render; the rules are here. */
export const makePlatform = (deps: PlatformDeps) => ({
  tenantId: deps.tenantId,
  now: () => deps.clock.now(),

  listScenarios: listScenarios(deps),
  getScenario: getScenario(deps),
  listExecutables: listExecutables(deps),
  describeExecutables: describeExecutables(deps),
  getExecutable: getExecutable(deps),
  listModels: listModels(deps),

  createConfiguration: createConfiguration(deps),
  getConfiguration: getConfiguration(deps),
  listConfigurations: listConfigurations(deps),

  createDeployment: createDeployment(deps),
  deployNew: deployNew(deps),
  checkNew: checkNew(deps),
  deployModel: deployModel(deps),
  tryModel: tryModel(deps),
  offersOf: offersOf(deps),
  fileOffers: fileOffers(deps),
  listOffers: listOffers(deps),
  capacityOf: deps.capacityOf,
  /** Body format that an executable's backends speak; undefined: there is no such executable. */
  wireOf: (executableId: string) => deps.executables.find(executableId)?.wire,
  redeploy: redeploy(deps),
  getDeployment: getDeployment(deps),
  listDeployments: listDeployments(deps),
  countDeployments: countDeployments(deps),
  reconfigureDeployment: reconfigureDeployment(deps),
  scaleDeployment: scaleDeployment(deps),
  stopDeployment: stopDeployment(deps),
  startDeployment: startDeployment(deps),
  deleteDeployment: deleteDeployment(deps),
  changeTerms: changeTerms(deps),
  pauseDeployment: pauseDeployment(deps),
  resumeDeployment: resumeDeployment(deps),
  redefineDeployment: redefineDeployment(deps),
  haltDeployment: haltDeployment(deps),
  discardDeployment: discardDeployment(deps),
  countInstances: countInstances(deps),
  changeRollout: changeRollout(deps),
  promoteRollout: promoteRollout(deps),
  rollBack: rollBack(deps),
  getRollout: getRollout(deps),
  listVersions: listVersions(deps),
  getVersion: getVersion(deps),
  diffVersions: diffVersions(deps),
  describeCalls: describeCalls(deps),
  ...makeObserving(deps),

  getWebapp: getWebapp(deps),
  openWebapp: openWebapp(deps),
  closeWebapp: closeWebapp(deps),
  findWebapp: findWebapp(deps),

  getBatcher: getBatcher(deps),
  setBatcher: setBatcher(deps),
  removeBatcher: removeBatcher(deps),

  /** Where topics are made for who names no brokers; empty: nowhere. */
  kafkaBrokers: deps.topics.brokers,
  listTopics: listTopics(deps),
  createTopic: createTopic(deps),
  removeTopic: removeTopic(deps),
  requireTopic: requireTopic(deps),
  listSchemas: listSchemas(deps),
  addSchema: addSchema(deps),
  removeSchema: removeSchema(deps),

  getInferenceLog: getInferenceLog(deps),
  setInferenceLog: setInferenceLog(deps),
  removeInferenceLog: removeInferenceLog(deps),

  listInferences: listInferences(deps),
  getInference: getInference(deps),
  labelInference: labelInference(deps),
  addFeedback: addFeedback(deps),
  deleteInferences: deleteInferences(deps),
  getDeletion: getDeletion(deps),
  listDeletions: listDeletions(deps),

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
  templateQuotas: templateQuotas(deps),
  deploymentQuota: deploymentQuota(deps),
  readKpis: readKpis(deps),

  listResourcePlans: listResourcePlans(deps),
  putResourcePlan: putResourcePlan(deps),
  removeResourcePlan: removeResourcePlan(deps),
  listPlanQuotas: listPlanQuotas(deps),
  listPools: listPools(deps),
  readPool: readPool(deps),
  capacityFor: capacityFor(deps),
  listPoolLimits: listPoolLimits(deps),
  setPool: setPool(deps),
  setPlanQuota: setPlanQuota(deps),
  readRoom: readRoom(deps),

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
  ...makeBilling(deps),
  listEvents: listEvents(deps),
  listAudit: listAudit(deps),
  readAbout: readAbout(deps),
  readSystem: readSystem(deps),
  runChecks: runChecks(deps),
  packDiagnostics: packDiagnostics(deps),
  listRetirements: listRetirements(deps),
  startDryRun: startDryRun(deps),
  listDryRuns: listDryRuns(deps),
  getDryRun: getDryRun(deps),
  listNotificationTargets: listNotificationTargets(deps),
  createNotificationTarget: createNotificationTarget(deps),
  changeNotificationTarget: changeNotificationTarget(deps),
  removeNotificationTarget: removeNotificationTarget(deps),
  testNotificationTarget: testNotificationTarget(deps),
  listDeliveries: listDeliveries(deps),

  createApiKey: createApiKey(deps),
  listApiKeys: listApiKeys(deps),
  revokeApiKey: revokeApiKey(deps),
  listAccountKeys: listAccountKeys(deps),
  regenerateAccountKey: regenerateAccountKey(deps),
  accountKeysAreOn: accountKeysAreOn(deps),
  switchAccountKeys: switchAccountKeys(deps),
  createOAuthClient: createOAuthClient(deps),
  listOAuthClients: listOAuthClients(deps),
  revokeOAuthClient: revokeOAuthClient(deps),

  listCatalog: listCatalog(deps),
  putCatalogEntry: putCatalogEntry(deps),
  removeCatalogEntry: removeCatalogEntry(deps),
})

export type Platform = ReturnType<typeof makePlatform>
