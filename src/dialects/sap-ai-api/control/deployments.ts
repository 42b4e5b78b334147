import { z } from 'zod'
import type { Trial } from '../../../control/platform/create-deployment.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { deploymentStatuses } from '../../../domain/deployment.ts'
import { Failure } from '../../../domain/failure.ts'
import { AnyId, DeploymentName } from '../../../domain/ids.ts'
import type { Resources } from '../../../domain/resources.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { ConfigurationRequest } from './configurations.ts'
import { refusals } from './errors.ts'
import { ExecutableIds, given, Paging, windowOf } from './queries.ts'
import {
  DeploymentShape,
  DeploymentStatusShape,
  DeploymentWithDetailsShape,
  renderDeployment,
  renderStatusDetails,
  renderStatusOnly,
} from './render-deployment.ts'
import { ScalingRequest } from './scaling.ts'
import { Count } from './shapes.ts'
import { asked, OnHangup, Strategy, TargetList } from './targets.ts'
import { renderTerms, TermsFields, TermsShown, termsIn } from './terms.ts'

type DeploymentVerbs = Pick<
  Platform,
  'createDeployment' | 'deployNew' | 'checkNew' | 'getDeployment' | 'listDeployments' | 'countDeployments'
>

const DeploymentRequest = z
  .object({
    configurationId: AnyId.optional(),
    configuration: ConfigurationRequest.optional().meta({
      description: 'In place of configurationId: a new one, which is there only if the deployment is',
      'x-lectern': true,
    }),
    ttl: z.string().max(20).nullish().describe('Lifetime, such as 10m, 24h or 7d; afterwards the deployment is deleted'),
    name: DeploymentName.nullish().meta({
      description: 'Unique in the resource group; default: made from the name of the configuration',
      'x-lectern': true,
    }),
    targets: TargetList.optional().meta({
      description: 'Configurations that answer for this deployment, configurationId among them; default: it alone',
      'x-lectern': true,
    }),
    targetStrategy: Strategy.optional(),
    onHangup: OnHangup.optional(),
    scaling: ScalingRequest.optional(),
    ...TermsFields,
    dryRun: z.boolean().default(false).meta({
      description: 'With configuration: only say what it would be, or why it would be refused; nothing is written',
      'x-lectern': true,
    }),
  })
  .meta({ id: 'DeploymentCreationRequest' })

/** Names what is to be deployed, once. */
function mustNameOne({ configurationId, configuration, targets, dryRun }: z.infer<typeof DeploymentRequest>): void {
  const refuse = (target: string, trouble: string) => {
    throw new Failure('invalid', `${target} ${trouble}`, { target })
  }
  if (configurationId === undefined && !configuration)
    refuse('configurationId', 'is required: the id of a configuration; or send a new one as "configuration"')
  if (configurationId !== undefined && configuration)
    refuse('configuration', 'stands in place of configurationId: send one of the two')
  if (dryRun && !configuration) refuse('dryRun', 'is of a new configuration: send "configuration" in place of configurationId')
  if (configuration && targets)
    refuse('targets', 'name configurations that are there: send configurationId in place of "configuration"')
}

const DeploymentCreated = z
  .object({
    id: z.string(),
    message: z.string(),
    deploymentUrl: z.string(),
    status: z.enum(deploymentStatuses),
    ttl: z.string().optional(),
  })
  .meta({ id: 'DeploymentCreationResponse' })

const Given = z.object({
  cores: z.number().describe('Kept for an instance'),
  memoryMb: z.int().describe('Kept for an instance'),
  gpus: z.int(),
  coresLimit: z.number().nullable().describe('null: as many as there are'),
  memoryMbLimit: z.int().nullable().describe('null: as much as there is'),
  resourcePlan: z.string().nullable(),
})

const DeploymentTrial = z
  .object({
    executableId: z.string(),
    model: z.object({ name: z.string(), version: z.string() }).nullable(),
    modelVersion: z.string().nullable().describe('What latest stands for now'),
    ...TermsShown,
    instances: z
      .object({ predictor: Given, transformer: Given })
      .partial()
      .describe('What one of them is given; empty: it has none here'),
    waiting: z.boolean().describe('Something that it needs is still on its way'),
    notice: z.string().describe("Of the model's end"),
  })
  .meta({ id: 'DeploymentTrial', 'x-lectern': true })

const Select = z.object({ $select: z.literal('status').optional() })
const Filter = z.object({
  executableIds: ExecutableIds,
  configurationId: AnyId.optional(),
  scenarioId: AnyId.optional(),
  status: z.enum(deploymentStatuses).optional(),
})
const List = z
  .object({ count: z.int(), resources: z.array(z.union([DeploymentShape, DeploymentStatusShape])) })
  .meta({ id: 'DeploymentList' })

const reads = { access: { role: 'viewer', group: 'header' } } as const
const writes = { access: { role: 'operator', group: 'header' } } as const
const tags = ['Deployment']

export const mountDeployments = (app: ControlApp, platform: DeploymentVerbs, originOf: OriginOf): void => {
  app.get(
    '/v2/lm/deployments',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'deployment.query',
        summary: 'Lists deployments',
        description: 'Running ones first, then the newest first.',
        querystring: Filter.extend(Paging.shape).extend(Select.shape),
        response: { 200: List, ...refusals },
      },
    },
    async (request) => {
      const { items } = await platform.listDeployments(callerInGroup(request), filterOf(request.query), windowOf(request.query))
      const origin = originOf(request)
      const resources = items.map((each) => (request.query.$select ? renderStatusOnly(each) : renderDeployment(each, origin)))
      return { count: resources.length, resources }
    },
  )

  app.get(
    '/v2/lm/deployments/$count',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'deployment.count',
        summary: 'Counts deployments',
        querystring: Filter,
        response: { 200: Count, ...refusals },
      },
    },
    (request) => platform.countDeployments(callerInGroup(request), filterOf(request.query)),
  )

  app.post(
    '/v2/lm/deployments',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'deployment.create',
        summary: 'Deploys a configuration',
        body: DeploymentRequest,
        response: { 200: DeploymentTrial.describe('Of a dry run'), 202: DeploymentCreated, ...refusals },
      },
    },
    async (request, reply) => {
      if (request.body.dryRun) request.changes = false
      mustNameOne(request.body)
      const { configurationId = '', configuration, ttl = null, name = null, ...rest } = request.body
      const { targets, targetStrategy = null, onHangup, scaling, dryRun } = rest
      if (targetStrategy !== null && !targets)
        throw new Failure('invalid', 'targetStrategy says how calls are spread over "targets"; send them with it', {
          target: 'targetStrategy',
        })
      const caller = callerInGroup(request)
      const order = {
        ttl,
        name,
        ...given({
          onHangup,
          terms: termsIn(rest),
          scaling: scaling && given(scaling),
          targets: targets && { strategy: targetStrategy, targets: asked(targets) },
        }),
      }
      if (dryRun && configuration) return reply.code(200).send(renderTrial(await platform.checkNew(caller, configuration, order)))
      const { id, status } = configuration
        ? await platform.deployNew(caller, configuration, order)
        : await platform.createDeployment(caller, { configurationId, ...order })
      const answer = { deploymentUrl: '', id, message: 'Deployment scheduled.', status, ...(ttl === null ? {} : { ttl }) }
      return reply.code(202).header('location', `/v2/lm/deployments/${id}`).send(answer)
    },
  )

  app.get(
    '/v2/lm/deployments/:deploymentId',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'deployment.get',
        summary: 'Reads a deployment',
        params: z.object({ deploymentId: AnyId }),
        querystring: Select,
        response: { 200: z.union([DeploymentWithDetailsShape, DeploymentStatusShape]), ...refusals },
      },
    },
    async (request) => {
      const found = await platform.getDeployment(callerInGroup(request), request.params.deploymentId)
      const shown = request.query.$select ? renderStatusOnly(found) : renderDeployment(found, originOf(request))
      return { ...shown, statusDetails: renderStatusDetails(found) }
    },
  )
}

const renderTrial = ({ configuration, terms, placed }: Trial): z.infer<typeof DeploymentTrial> => ({
  executableId: configuration.executableId,
  model: placed?.model ?? null,
  modelVersion: placed?.modelVersion ?? null,
  ...renderTerms({ terms }),
  instances: given({
    predictor: placed?.placement.kind === 'launch' ? renderResources(placed.placement.resources) : undefined,
    transformer: placed?.transformer ? renderResources(placed.transformer.placement.resources) : undefined,
  }),
  waiting: placed === null,
  notice: placed?.notice ?? '',
})

const renderResources = (resources: Resources | undefined): z.infer<typeof Given> | undefined =>
  resources && {
    ...resources.requests,
    coresLimit: resources.limits.cores,
    memoryMbLimit: resources.limits.memoryMb,
    resourcePlan: resources.plan,
  }

const filterOf = ({ executableIds, configurationId, scenarioId, status }: z.infer<typeof Filter>) =>
  given({ executableIds, configurationId, scenarioId, status })
