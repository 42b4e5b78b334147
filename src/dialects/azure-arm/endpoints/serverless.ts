import { z } from 'zod'
import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import type { DeploymentView } from '../../../control/platform/view-deployments.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { Failure } from '../../../domain/failure.ts'
import type { ControlApp } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { sameName } from '../accounts.ts'
import { chooseOffer } from '../choose-offer.ts'
import { isSettled, provisioning, stateOf } from '../deployment-shape.ts'
import { inArmWords } from '../errors.ts'
import { findNamed } from '../find-deployment.ts'
import { catalogOf } from '../models.ts'
import type { Announce } from '../operations.ts'
import type { ArmRecords } from '../records.ts'
import { described, type InAccount, noBody, reads, writes } from '../resource.ts'
import {
  type AssetName,
  assetIn,
  inWorkspace,
  OfEndpoint,
  OfWorkspace,
  serverlessRoot,
  type WorkspaceScope,
  workspaceId,
} from './address.ts'
import { mountEndpointKeys } from './keys.ts'

export type ServerlessDeps = {
  readonly platform: Platform
  readonly records: ArmRecords
  readonly inAccount: InAccount
  readonly announce: Announce
  readonly originOf: OriginOf
  readonly location: string
}

const readOnly = z.unknown().optional()

const Request = (location: string) =>
  z
    .strictObject({
      location: z
        .string()
        .nullish()
        .refine((asked) => !asked || sameName(asked, location), { error: `must be ${location}` }),
      kind: z.string().max(64).nullish(),
      tags: z.record(z.string().max(512), z.string().max(256)).nullish(),
      sku: z.strictObject({ name: z.literal('Consumption') }).nullish(),
      properties: z.strictObject({
        authMode: z.literal('Key').default('Key'),
        modelSettings: z.strictObject({ modelId: z.string().min(1).max(512) }),
        provisioningState: readOnly,
        endpointState: readOnly,
        inferenceEndpoint: readOnly,
      }),
      id: readOnly,
      name: readOnly,
      type: readOnly,
      systemData: readOnly,
    })
    .meta({ id: 'ArmServerlessEndpoint' })

/** Pay by the token, no capacity to choose: serverless deployments, as Azure Machine Learning's `serverlessEndpoints`. */
export const mountServerless = (app: ControlApp, deps: ServerlessDeps): void => {
  const { platform, records, inAccount, announce, originOf, location } = deps
  const root = `${serverlessRoot}/:endpointName`
  const Body = Request(location)

  app.get(
    serverlessRoot,
    { config: reads, schema: described('Lists serverless endpoints of a workspace', { params: OfWorkspace }) },
    async (request) => {
      const caller = await inWorkspace(inAccount, request)
      const { items } = await platform.listDeployments(caller, {}, {})
      const kept = await records.of(items.map(({ deployment }) => deployment.id))
      return {
        value: items
          .filter(isServerless)
          .map((view) => render(request.params, view, kept(view.deployment.id).tags, originOf(request), location)),
      }
    },
  )

  app.get(root, { config: reads, schema: described('Reads a serverless endpoint', { params: OfEndpoint }) }, async (request) => {
    const view = await mustFind(platform, await inWorkspace(inAccount, request), request.params.endpointName)
    const { tags } = (await records.of([view.deployment.id]))(view.deployment.id)
    return render(request.params, view, tags, originOf(request), location)
  })

  app.put(
    root,
    {
      config: writes,
      schema: described('Deploys a model to a serverless endpoint', { params: OfEndpoint, body: Body }),
    },
    async (request, reply) => {
      const caller = await inWorkspace(inAccount, request)
      const { endpointName: name } = request.params
      const { properties, tags } = request.body
      const asset = assetIn(properties.modelSettings.modelId, 'models', 'properties.modelSettings.modelId')
      const found = await findNamed(platform, caller, name)
      if (found) mustBeSame(found, asset)
      const id = found ? found.deployment.id : await create(platform, caller, name, asset)
      await records.put(id, { tags: tags ?? {} })
      const view = await platform.getDeployment(caller, id)
      const { deployment } = view
      if (!isSettled(deployment)) announce(request, reply, request.params.subscriptionId, { deployment, kind: 'change' })
      return reply.code(found ? 200 : 201).send(render(request.params, view, tags ?? {}, originOf(request), location))
    },
  )

  app.delete(
    root,
    { config: writes, schema: described('Deletes a serverless endpoint', { params: OfEndpoint, body: noBody }) },
    async (request, reply) => {
      const caller = await inWorkspace(inAccount, request)
      const found = await findNamed(platform, caller, request.params.endpointName)
      if (!found || !isServerless(found)) return reply.code(204).send()
      const deployment = await inArmWords(() => platform.discardDeployment(caller, found.deployment.id))
      announce(request, reply, request.params.subscriptionId, { deployment, kind: 'delete' })
      return reply.code(202).send()
    },
  )

  mountEndpointKeys(app, platform, inAccount, root, 'a serverless endpoint', async (caller, name) => {
    await mustFind(platform, caller, name)
  })
}

async function create(platform: Platform, caller: Caller, name: string, { name: model, version }: AssetName): Promise<string> {
  const asked = { format: null, name: model, source: null }
  const offer = await chooseOffer(platform, caller, asked, 'GlobalServerless', await catalogOf(platform))
  const { id } = await inArmWords(() =>
    platform.deployModel(caller, {
      model,
      version,
      name,
      executableId: offer?.executable.id ?? null,
      connection: offer?.connection ?? null,
      parameters: [],
      ttl: null,
      terms: { type: 'serverless' },
    }),
  )
  return id
}

const isServerless = ({ deployment }: DeploymentView): boolean =>
  deployment.terms ? deployment.terms.type === 'serverless' : deployment.instancesRunning === null

async function mustFind(platform: Pick<Platform, 'listDeployments'>, caller: Caller, name: string): Promise<DeploymentView> {
  const found = await findNamed(platform, caller, name)
  if (found && isServerless(found)) return found
  throw new Failure('not_found', `there is no serverless endpoint '${name.slice(0, 80)}' in workspace ${caller.resourceGroup}`, {
    target: 'endpointName',
  })
}

/** What model an endpoint serves is settled once. */
function mustBeSame({ deployment, model }: DeploymentView, asset: AssetName): void {
  const same =
    model?.name === asset.name &&
    (asset.version === null || asset.version === model.version || asset.version === deployment.modelVersion)
  if (same) return
  const message = `properties.modelSettings.modelId: there is a deployment '${deployment.name}' of ${model?.name ?? 'no model'}; delete it first, or choose another name`
  throw new Failure('conflict', message, { code: 'Conflict', target: 'properties.modelSettings.modelId' })
}

const endpointState = {
  Creating: 'Creating',
  Accepted: 'Online',
  Deleting: 'Deleting',
  Failed: 'CreationFailed',
  Disabled: 'Suspended',
  Succeeded: 'Online',
} as const satisfies Record<ReturnType<typeof stateOf>, string>

function render(
  scope: WorkspaceScope,
  { deployment, model }: DeploymentView,
  tags: Readonly<Record<string, string>>,
  origin: string,
  location: string,
) {
  const state = stateOf(deployment)
  const version = model && model.version !== 'latest' ? `/versions/${model.version}` : ''
  return {
    id: `${workspaceId(scope)}/serverlessEndpoints/${deployment.name}`,
    name: deployment.name,
    type: 'Microsoft.MachineLearningServices/workspaces/serverlessEndpoints',
    location,
    tags,
    sku: { name: 'Consumption' },
    systemData: { createdAt: toTimestamp(deployment.createdAt), lastModifiedAt: toTimestamp(deployment.modifiedAt) },
    properties: {
      authMode: 'Key',
      modelSettings: { modelId: `azureml://registries/lectern/models/${model?.name ?? ''}${version}` },
      inferenceEndpoint: { uri: `${origin}/v2/inference/deployments/${deployment.id}`, headers: {} },
      endpointState: deployment.terms?.paused ? 'Suspended' : endpointState[state],
      provisioningState: provisioning[state],
    },
  }
}
