import type { Caller } from '../../control/platform/caller.ts'
import type { NewConfiguration } from '../../control/platform/configurations.ts'
import type { Offer } from '../../control/platform/offers.ts'
import type { Platform } from '../../control/platform/platform.ts'
import type { DeploymentView } from '../../control/platform/view-deployments.ts'
import type { TermsAsked } from '../../decide/settle-terms.ts'
import type { Configuration } from '../../domain/configuration.ts'
import { Failure } from '../../domain/failure.ts'
import { DeploymentName } from '../../domain/ids.ts'
import { termsOf } from '../../domain/terms.ts'
import { chooseOffer, lastOf } from './choose-offer.ts'
import type { DeploymentPatch, DeploymentRequest } from './deployment-request.ts'
import { inArmWords } from './errors.ts'
import { type FindEntry, formatOf } from './models.ts'
import type { ArmRecord } from './records.ts'
import { skuOf, skus } from './skus.ts'

type Verbs = Pick<Platform, 'offersOf' | 'deployModel' | 'redeploy' | 'changeTerms'>

type Asked = DeploymentRequest['properties']['model']

/** Makes a deployment as a resource says. Throws `Failure` in Azure's words. */
export async function createAsSaid(
  platform: Verbs,
  caller: Caller,
  name: string,
  { sku: asked, properties }: DeploymentRequest,
  spilloverTo: string | null,
  find: FindEntry,
): Promise<string> {
  mustBeName(name)
  const { model, versionUpgradeOption, serviceTier } = properties
  const sku = asked ?? { name: 'Standard', capacity: 1 }
  const source = model.source ?? null
  const offer = await chooseOffer(platform, caller, { ...model, source }, sku.name, find)
  const named = source === null ? null : lastOf(source)
  // Where nothing is said Azure keeps a deployment of its models up to date; files of one's own stay as they are.
  const upgradePolicy = versionUpgradeOption ?? (offer?.source === 'registry' ? null : 'OnceNewDefaultVersionAvailable')
  const terms: TermsAsked = {
    ...skus[sku.name],
    capacity: sku.capacity ?? null,
    ...(upgradePolicy === null ? {} : { upgradePolicy }),
    ...(spilloverTo === null ? {} : { spilloverTo }),
    ...(serviceTier ? { serviceTier: serviceTier === 'Priority' ? 'priority' : 'default' } : {}),
  }
  const { id } = await inArmWords(() =>
    platform.deployModel(caller, {
      model: model.name,
      version: model.version || null,
      name,
      executableId: offer?.executable.id ?? named,
      connection: offer?.connection ?? null,
      parameters: [],
      ttl: null,
      terms,
    }),
  )
  return id
}

/** Changes one to what a resource says; of what it does not say, model and terms stay. */
export async function changeAsSaid(
  platform: Verbs,
  caller: Caller,
  { view, record }: { readonly view: DeploymentView; readonly record: ArmRecord },
  { sku, properties }: DeploymentRequest,
  spilloverTo: string | null,
  find: FindEntry,
): Promise<void> {
  const { deployment } = view
  const before = termsOf(deployment, deployment.instancesRunning !== null)
  const { versionUpgradeOption, serviceTier, model } = properties
  const terms: TermsAsked = {
    ...(sku ? skus[sku.name] : {}),
    ...(sku?.capacity ? { capacity: sku.capacity } : {}),
    ...(versionUpgradeOption ? { upgradePolicy: versionUpgradeOption } : {}),
    ...(spilloverTo === before.spilloverTo ? {} : { spilloverTo }),
    ...(serviceTier ? { serviceTier: serviceTier === 'Priority' ? 'priority' : 'default' } : {}),
  }
  const isSame = isSameModel(view, record, model)
  const offer = isSame
    ? null
    : await chooseOffer(platform, caller, { ...model, source: model.source ?? null }, sku?.name ?? skuOf(before), find)
  if (isSame) mustBeFormat(view, model, find)
  const draft = isSame ? null : draftOf(view, offer, model)
  await inArmWords(() => platform.redeploy(caller, deployment.id, { terms, ...(draft ? { draft } : {}) }))
}

/** Only what is said changes. */
export async function patchAsSaid(
  platform: Verbs,
  caller: Caller,
  deploymentId: string,
  { sku }: DeploymentPatch,
): Promise<void> {
  if (!sku) return
  const terms = { ...(sku.name ? skus[sku.name] : {}), ...(sku.capacity ? { capacity: sku.capacity } : {}) }
  if (Object.keys(terms).length > 0) await inArmWords(() => platform.changeTerms(caller, deploymentId, terms))
}

function isSameModel({ deployment, model }: DeploymentView, { source }: ArmRecord, asked: Asked): boolean {
  const version = asked.version || null
  return (
    model !== null &&
    asked.name === model.name &&
    (version === null || version === model.version || (model.version === 'latest' && version === deployment.modelVersion)) &&
    (!asked.source || asked.source === source)
  )
}

function mustBeFormat({ configuration, model }: DeploymentView, asked: Asked, find: FindEntry): void {
  const format = formatOf((model && find(configuration.executableId, model.name)?.provider) ?? null)
  if (format.toLowerCase() === asked.format.toLowerCase()) return
  throw new Failure(
    'invalid',
    `properties.model.format "${asked.format.slice(0, 60)}" is not that of ${asked.name}: it is ${format}`,
    { code: 'DeploymentModelNotSupported', target: 'properties.model.format' },
  )
}

/** The configuration that it has, with another model, version or place that it comes from. */
function draftOf({ configuration }: DeploymentView, offer: Offer | null, asked: Asked): NewConfiguration {
  const bindings = new Map(configuration.parameterBindings.map(({ key, value }) => [key, value]))
  const isRegistered = offer ? offer.source === 'registry' : bindings.has('model')
  const executable = offer?.executable ?? { id: configuration.executableId, scenarioId: configuration.scenarioId }
  const isOther = executable.id !== configuration.executableId
  const kept = isOther ? new Map<string, string>() : bindings
  const version = asked.version || offer?.versions.find(({ isDefault }) => isDefault)?.name || null
  kept.delete('modelVersion')
  kept.set(isRegistered ? 'model' : 'modelName', asked.name)
  if (version !== null) kept.set('modelVersion', version)
  if (offer?.connection) kept.set('connection', offer.connection)
  return {
    name: configuration.name,
    scenarioId: executable.scenarioId,
    executableId: executable.id,
    parameterBindings: [...kept].map(([key, value]) => ({ key, value })) satisfies Configuration['parameterBindings'],
    inputArtifactBindings: isOther ? [] : configuration.inputArtifactBindings,
  }
}

function mustBeName(name: string): void {
  const parsed = DeploymentName.safeParse(name)
  if (parsed.success) return
  const trouble = parsed.error.issues[0]?.message ?? 'is not valid'
  throw new Failure('invalid', `deploymentName "${name.slice(0, 80)}" ${trouble}`, {
    code: 'InvalidResourceName',
    target: 'deploymentName',
  })
}
