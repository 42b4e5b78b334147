import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { ModelOffer, NewModelDeployment } from '../../client/terms.ts'
import type { Deployment } from '../../client/types.ts'
import { parseDuration } from '../duration.ts'
import { plain, type Shape } from '../output.ts'
import { pairs } from '../pairs.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'
import { rulesOut } from './asked-rules.ts'
import { type TermsOptions, termsIn } from './asked-terms.ts'
import { awaitStatus } from './await-status.ts'
import { alone, showType, type WaitOptions } from './deployments.ts'
import { printEstimate, type WorkloadOptions, workloadIn } from './estimate.ts'
import { findDeployment } from './find-deployment.ts'

export type DeployOptions = TermsOptions &
  WaitOptions & {
    readonly name?: string
    readonly modelVersion?: string
    readonly executable?: string
    readonly connection?: string
    readonly param: readonly string[]
    readonly ttl?: string
    readonly dryRun?: boolean
    readonly estimate?: boolean
  } & WorkloadOptions
export type OfferOptions = { readonly residency?: string }

/** A model, and an endpoint for it. */
export async function deploy(session: Session, model: string, options: DeployOptions): Promise<void> {
  const { client, output } = session
  const { name, modelVersion, executable, connection, param, ttl, wait, timeout } = options
  const timeoutMs = parseDuration(timeout, '--timeout')
  mustBeThere(session, model)
  const parameters = pairs(param, '--param').map(([key, value]) => ({ key, value }))
  const asked: NewModelDeployment = {
    model,
    ...(modelVersion === undefined ? {} : { version: modelVersion }),
    ...(name === undefined ? {} : { name }),
    ...(executable === undefined ? {} : { executableId: executable }),
    ...(connection === undefined ? {} : { connection }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(ttl === undefined ? {} : { ttl }),
    ...(await termsIn(session, options)),
  }
  if (options.dryRun || options.estimate) return tryDeploy(session, asked, options)
  const { id } = await client.terms.deploy(asked)
  await output.one(alone, wait ? await awaitStatus(session, id, 'RUNNING', timeoutMs) : await client.deployments.get(id))
}

/** A file of this machine is none of the server's: it has to go there first. */
function mustBeThere({ world }: Session, model: string): void {
  if (!/[/.]/.test(model) || !statSync(resolve(world.cwd, model), { throwIfNoEntry: false })) return
  const name = basename(model).replace(/\..*$/, '').replaceAll(/\W/g, '_') || 'model'
  throw new UsageError(`${model} is a file or folder of this machine: bring it to the server first`, {
    next: `lectern registry push ${name} ${model}, then lectern deploy ${name}`,
  })
}

/** Says how it would be, and what it would cost; what would be refused is refused. */
async function tryDeploy(session: Session, asked: NewModelDeployment, options: WorkloadOptions): Promise<void> {
  const way = await session.client.terms.tryDeploy(asked)
  const { model, executableId, connection, version, deploymentType, residency, capacity, serviceTier } = way
  const plan = asked.parameters?.find(({ key }) => key === 'resourcePlan')?.value
  await printEstimate(session, {
    ...{ model, executableId },
    ...(version === null ? {} : { version }),
    ...(deploymentType === undefined ? {} : { type: deploymentType }),
    ...(residency === undefined ? {} : { residency }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(plan === undefined ? {} : { instanceType: plan }),
    // Of units and instances; capacity of other types is no number of what is paid for.
    ...(isCounted(deploymentType) && typeof capacity === 'number' ? { capacity } : {}),
    ...workloadIn(options),
  })
  const at = connection === null ? '' : ` by connection ${connection}`
  session.say(`it would answer from ${executableId}${at}, version ${version ?? 'latest'}; nothing was made`)
}

const isCounted = (type: string | undefined): boolean => type === 'provisioned' || type === 'managed-compute'

export async function changeTerms(session: Session, named: string, options: TermsOptions): Promise<void> {
  const { client, output } = session
  const { id } = await findDeployment(session, named)
  const terms = await termsIn(session, options)
  if (Object.keys(terms).length > 0) await client.terms.change(id, terms)
  await output.one(inForce, await client.deployments.get(id))
}

const inForce: Shape<Deployment> = {
  columns: {
    NAME: (each) => each.name,
    ID: (each) => each.id,
    TYPE: showType,
    RESIDENCY: (each) => each.residency,
    UPGRADE: (each) => each.upgradePolicy,
    SPILLOVER: (each) => each.spilloverDeployment,
    TIER: (each) => each.serviceTier,
    RULES: ({ parameterRules }) => parameterRules && rulesOut(parameterRules),
    MESSAGE: (each) => each.statusMessage,
  },
  name: alone.name,
}

export async function pause({ client, say, ...session }: Session, named: string): Promise<void> {
  const { id, name } = await findDeployment({ client, say, ...session }, named)
  await client.terms.pause(id)
  say(`calls of ${plain(name ?? id)} are answered 423 until it is resumed`)
}

export async function resume({ client, say, ...session }: Session, named: string): Promise<void> {
  const { id, name } = await findDeployment({ client, say, ...session }, named)
  await client.terms.resume(id)
  say(`calls of ${plain(name ?? id)} are answered again`)
}

const offers: Shape<ModelOffer> = {
  columns: {
    EXECUTABLE: (each) => each.executableId,
    CONNECTION: (each) => each.connection ?? '',
    VERSIONS: ({ versions }) => versions.map(versionWords).join(', '),
    'TYPES (CAPACITY)': ({ deploymentTypes }) => deploymentTypes.map(typeWords).join(', '),
  },
  name: (each) => each.executableId,
}

const versionWords = ({ name, isDefault, stage }: ModelOffer['versions'][number]): string =>
  stage === 'retired' ? `${name} (retired)` : isDefault ? `${name} (default)` : name

const typeWords = ({ deploymentType, capacity }: ModelOffer['deploymentTypes'][number]): string =>
  capacity === null
    ? deploymentType
    : `${deploymentType} (from ${capacity.minimum}${capacity.step === 1 ? '' : `, in steps of ${capacity.step}`})`

const allOffers: Shape<ModelOffer> = { columns: { MODEL: ({ model }) => model, ...offers.columns }, name: ({ model }) => model }

export async function listOffers(
  { client, output, say }: Session,
  model: string | undefined,
  { residency }: OfferOptions,
): Promise<void> {
  const query = { ...(model === undefined ? {} : { model }), ...(residency === undefined ? {} : { residency }) }
  const found = await client.terms.offers(query)
  await output.list(model === undefined ? allOffers : offers, found)
  if (found.count > 0) return
  if (model === undefined) say('nothing can be deployed here yet: connect a provider, or register a model')
  else
    say(`nothing here has ${plain(model)}: it is not in the catalog or registry, or there is no connection to a provider of it`)
}
