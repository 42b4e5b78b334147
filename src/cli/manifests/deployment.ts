import {
  type ConfigurationManifest,
  configurationBody,
  creationBody,
  type DeploymentManifest,
  deploymentFields,
  isSameConfiguration,
  targetBodies,
  termFields,
  toManifest,
} from '../../client/manifest.ts'
import { manifestProblem } from '../../client/manifest-problems.ts'
import type { Configuration, Deployment } from '../../client/types.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'
import { type Kind, type Manifest, text } from './kind.ts'

const wholeMaps = ['configuration', 'targets.configuration'].flatMap((path) => [
  `${path}.parameterBindings`,
  `${path}.inputArtifactBindings`,
])

/** A deployment with its configurations: one that is the same already is taken again, else a new one is made. */
export const deploymentKind: Kind = {
  kind: 'Deployment',
  fields: deploymentFields,
  required: ['name'],
  problemOf: manifestProblem,
  perGroup: true,
  titleOf: (document) => text(document, 'name'),
  whole: wholeMaps,

  find: async (session, document) => {
    const { resources } = await session.client.deployments.list()
    const found = resources.find((each) => each.name === document['name'])
    return found ? { id: found.id, document: await documentOf(session, found, resources) } : null
  },

  create: async (session, given) => {
    const document = await withIds(session, asDeployment(given))
    if (!document.targets && !document.configuration) throw new UsageError(`configuration is required, or targets`)
    const ids = await Promise.all((document.targets ?? []).map((each) => idFor(session, each.configuration, document.name)))
    const { id } = await session.client.call<{ readonly id: string }>('POST', '/v2/lm/deployments', {
      body: creationBody(document, ids),
    })
    if (document.paused) await session.client.terms.pause(id)
    if (document.targetStatus === 'STOPPED') await session.client.deployments.change(id, { targetStatus: 'STOPPED' })
  },

  change: async (session, { id, document }, given, found) => {
    const now = asDeployment(document)
    const wanted = await withIds(session, asDeployment(given))
    const isChanged = (field: string) => found.some((each) => each.field === field || each.field.startsWith(`${field}.`))
    if (isChanged('ttl')) throw new UsageError(`ttl cannot be changed once it is there`)
    const changes = {
      ...(await configurationChange(session, now, wanted, isChanged)),
      ...picked(wanted, ['targetStrategy', 'onHangup', 'scaling'], isChanged),
    }
    const patch = (body: object) => session.client.call('PATCH', `/v2/lm/deployments/${encodeURIComponent(id)}`, { body })
    const terms = picked(wanted, termFields, isChanged)
    // Terms are changed by themselves, and so is whether it runs: the API takes each apart.
    if (Object.keys(changes).length > 0) await patch(changes)
    if (Object.keys(terms).length > 0) await patch(terms)
    if (isChanged('paused')) await session.client.terms[wanted.paused ? 'pause' : 'resume'](id)
    if (isChanged('targetStatus')) await patch({ targetStatus: wanted.targetStatus })
  },

  all: async (session) => {
    const { resources } = await session.client.deployments.list()
    const kept = resources.filter((each) => each.targetStatus !== 'DELETED')
    const configurations = await configurationsById(session)
    return kept.map((each) => manifestOf(each, configurations, resources, session.group))
  },
}

const asDeployment = (document: Manifest): DeploymentManifest => document as unknown as DeploymentManifest

const configurationsById = async ({ client }: Session): Promise<ReadonlyMap<string, Configuration>> =>
  new Map((await client.configurations.list()).resources.map((each) => [each.id, each]))

const documentOf = async (session: Session, found: Deployment, all: readonly Deployment[]): Promise<Manifest> => ({
  // What the API does not say of most deployments, and a document may.
  ...{ targetStatus: 'RUNNING', onHangup: 'abort', serviceTier: 'default' },
  paused: false,
  ...manifestOf(found, await configurationsById(session), all, session.group),
})

function manifestOf(
  found: Deployment,
  configurations: ReadonlyMap<string, Configuration>,
  all: readonly Deployment[],
  resourceGroup: string | undefined,
): Manifest {
  const nameOf = (id: string) => all.find((each) => each.id === id)?.name
  return { ...toManifest(found, { configurationOf: (id) => configurations.get(id), nameOf, resourceGroup }) }
}

/** A document names the deployment that takes over; the API takes its id. */
async function withIds(session: Session, document: DeploymentManifest): Promise<DeploymentManifest> {
  const { spilloverDeployment: named } = document
  if (!named) return document
  const { resources } = await session.client.deployments.list()
  const found = resources.find((each) => each.name === named || each.id === named)
  if (!found) throw new UsageError(`spilloverDeployment: there is no deployment "${named}"`)
  return { ...document, spilloverDeployment: found.id }
}

async function configurationChange(
  session: Session,
  now: DeploymentManifest,
  wanted: DeploymentManifest,
  isChanged: (field: string) => boolean,
) {
  if (wanted.targets && isChanged('targets')) {
    const ids = await Promise.all(wanted.targets.map((each) => idFor(session, each.configuration, wanted.name)))
    return { configurationId: ids[0], targets: targetBodies(wanted.targets, ids) }
  }
  if (!wanted.configuration || !(isChanged('configuration') || now.targets)) return {}
  // What the document does not say of the configuration stays, too.
  const configuration = { ...now.configuration, ...wanted.configuration }
  return { configurationId: await idFor(session, configuration, wanted.name), ...(now.targets ? { targets: null } : {}) }
}

async function idFor(session: Session, manifest: ConfigurationManifest, name: string): Promise<string> {
  const { resources } = await session.client.configurations.list()
  const same = resources.find((each) => isSameConfiguration(each, manifest, name))
  return same?.id ?? (await session.client.configurations.create(configurationBody(manifest, name))).id
}

const picked = (
  wanted: DeploymentManifest,
  fields: readonly (keyof DeploymentManifest)[],
  isChanged: (field: string) => boolean,
): Record<string, unknown> => Object.fromEntries(fields.filter(isChanged).map((field) => [field, wanted[field] ?? null]))
