import { z } from 'zod'
import type { Caller } from '../../control/platform/caller.ts'
import type { Platform } from '../../control/platform/platform.ts'
import type { DeploymentView } from '../../control/platform/view-deployments.ts'
import { Failure } from '../../domain/failure.ts'
import { termsOf } from '../../domain/terms.ts'
import { armError } from '../azure-arm/errors.ts'
import { catalogOf, type FindEntry, formatOf } from '../azure-arm/models.ts'
import { skuOf } from '../azure-arm/skus.ts'
import { callerInGroup, callerOf } from '../control/access.ts'
import type { ControlApp, ControlDialect } from '../control/app.ts'

type Verbs = Pick<Platform, 'enterResourceGroup' | 'listDeployments' | 'listCatalog'>

const inPath = { access: { role: 'viewer', group: 'none' } } as const
const inHeader = { access: { role: 'viewer', group: 'header' } } as const

type Parts = { readonly params?: z.ZodType; readonly querystring?: z.ZodType }
const described = <P extends Parts>(id: string, summary: string, parts: P) => ({
  tags: ['Azure AI Foundry'],
  operationId: `foundry.${id}`,
  summary,
  ...parts,
})

const Name = z.string().min(1).max(256)
const OfProject = z.object({ project: Name })

/** Foundry's projects: resource groups with their deployments, as `@azure/ai-projects` reads them; and what a model is. */
export const foundryControl = ({ platform }: { readonly platform: Verbs }): ControlDialect => ({
  id: 'foundry',
  renderError: armError,
  mount(app: ControlApp) {
    app.get(
      '/api/projects/:project/deployments',
      {
        config: inPath,
        schema: described('deployments.list', 'Lists deployments of a project', {
          params: OfProject,
          querystring: z.object({
            modelPublisher: Name.optional(),
            modelName: Name.optional(),
            deploymentType: z.literal('ModelDeployment').optional(),
          }),
        }),
      },
      async (request) => {
        const { modelPublisher, modelName } = request.query
        const { id } = await platform.enterResourceGroup(callerOf(request), request.params.project)
        const shown = await deploymentsOf(platform, { principal: callerOf(request), resourceGroup: id })
        return {
          value: shown.filter(
            (each) =>
              (modelPublisher === undefined || each.modelPublisher === modelPublisher) &&
              (modelName === undefined || each.modelName === modelName),
          ),
        }
      },
    )

    app.get(
      '/api/projects/:project/deployments/:name',
      {
        config: inPath,
        schema: described('deployments.get', 'Reads a deployment of a project', { params: OfProject.extend({ name: Name }) }),
      },
      async (request) => {
        const { id } = await platform.enterResourceGroup(callerOf(request), request.params.project)
        const shown = await deploymentsOf(platform, { principal: callerOf(request), resourceGroup: id })
        return mustFind(shown, request.params.name)
      },
    )

    app.get(
      '/models/info',
      {
        config: inHeader,
        schema: described('models.info', 'Tells what model a deployment serves', {
          querystring: z.object({ model: Name.optional().describe('Name of a deployment; default: the only one') }),
        }),
      },
      async (request) => {
        const shown = await deploymentsOf(platform, callerInGroup(request))
        const { model } = request.query
        const names = shown.map(({ name }) => name).join(', ') || 'none'
        if (model === undefined && shown.length !== 1)
          throw new Failure('invalid', `model: say which deployment is meant by "?model="; there are ${names}`, {
            target: 'model',
          })
        const found = model === undefined ? shown[0] : mustFind(shown, model)
        return {
          model_name: found?.modelName,
          model_type: found?.capabilities.embeddings === 'true' ? 'embeddings' : 'chat_completion',
          model_provider_name: found?.modelPublisher,
        }
      },
    )
  },
})

async function deploymentsOf(platform: Verbs, caller: Caller) {
  const { items } = await platform.listDeployments(caller, {}, {})
  const find = await catalogOf(platform)
  return items.filter(({ deployment }) => deployment.targetStatus !== 'DELETED').map((view) => render(view, find))
}
type Shown = Awaited<ReturnType<typeof deploymentsOf>>[number]

function mustFind(shown: readonly Shown[], name: string): Shown {
  const found = shown.find((each) => each.name === name)
  if (found) return found
  const names = shown.map((each) => each.name).join(', ') || 'none'
  throw new Failure('not_found', `there is no deployment '${name.slice(0, 80)}'; there are ${names}`, {
    code: 'DeploymentNotFound',
    target: 'name',
  })
}

function render({ deployment, configuration, model }: DeploymentView, find: FindEntry) {
  const terms = termsOf(deployment, deployment.instancesRunning !== null)
  const entry = model && find(configuration.executableId, model.name)
  const version = deployment.modelVersion ?? model?.version ?? ''
  const can = entry?.versions.find(({ name }) => name === version)?.capabilities ?? []
  const connection = configuration.parameterBindings.find(({ key }) => key === 'connection')?.value
  return {
    type: 'ModelDeployment',
    name: deployment.name,
    modelName: model?.name ?? configuration.executableId,
    modelVersion: version,
    modelPublisher: formatOf(entry?.provider ?? null),
    capabilities: {
      ...(can.includes('text-embedding') ? { embeddings: 'true' } : { chat_completion: 'true' }),
    } as Readonly<Record<string, string>>,
    sku: { name: skuOf(terms), capacity: terms.capacity ?? 1, family: '', size: '', tier: '' },
    ...(connection === undefined ? {} : { connectionName: connection }),
  }
}
