import { z } from 'zod'
import type { Offer } from '../../../control/platform/offers.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { deploymentStatuses } from '../../../domain/deployment.ts'
import { AnyId, DeploymentName } from '../../../domain/ids.ts'
import { deploymentTypes, residencies } from '../../../domain/terms.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { ParameterBindings } from './configurations.ts'
import { refusals } from './errors.ts'
import { given } from './queries.ts'
import { ScalingRequest } from './scaling.ts'
import { Acknowledged, listOf } from './shapes.ts'
import { renderTerms, TermsFields, TermsShown, termsIn } from './terms.ts'

type Verbs = Pick<
  Platform,
  'offersOf' | 'listOffers' | 'fileOffers' | 'deployModel' | 'tryModel' | 'pauseDeployment' | 'resumeDeployment'
>

const ModelName = z.string().min(1).max(256)

const Request = z
  .strictObject({
    model: ModelName.describe(
      "Of the catalog, of the group's registry, of a model file that is here (by name, SHA-256 or source), or as the executable calls it",
    ),
    version: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('Default: the latest, which is followed unless there is an upgradePolicy'),
    name: DeploymentName.optional().describe('Default: made from the model'),
    executableId: AnyId.optional().describe(
      'Default: the only one that has the model, or that runs the script which the parameter artifactVersion names',
    ),
    connection: z.string().min(1).max(253).optional().describe('Default: the only one to a provider that has the model'),
    parameters: ParameterBindings.default([]).describe('More parameters of the executable'),
    ttl: z.string().max(20).optional().describe('Lifetime, such as 10m, 24h or 7d'),
    scaling: ScalingRequest.optional(),
    dryRun: z.boolean().default(false).describe('Only say how it would be, or why it would be refused'),
    ...TermsFields,
  })
  .meta({ id: 'ModelDeploymentRequest' })

const Tried = z
  .object({
    model: z.string(),
    executableId: z.string(),
    connection: z.string().nullable().describe('null: it answers here'),
    version: z.string().nullable().describe('null: the latest, which is followed'),
    ...TermsShown,
  })
  .meta({ id: 'ModelDeploymentTrial' })

const Deployed = z
  .object({ id: z.string(), name: z.string(), message: z.string(), status: z.enum(deploymentStatuses), configurationId: AnyId })
  .meta({ id: 'ModelDeploymentResponse' })

const OfferShape = z
  .object({
    model: z.string(),
    source: z.enum(['catalog', 'registry', 'file']),
    executableId: z.string(),
    scenarioId: z.string(),
    connection: z.string().nullable().describe('null: it answers here'),
    versions: z.array(z.object({ name: z.string(), isDefault: z.boolean(), stage: z.enum(['active', 'deprecated', 'retired']) })),
    deploymentTypes: z.array(
      z.object({
        deploymentType: z.enum(deploymentTypes),
        capacity: z
          .object({
            minimum: z.int(),
            maximum: z.int(),
            step: z.int(),
            default: z.int().nullable().describe('null: none is set, and the number of instances is its own setting'),
          })
          .nullable()
          .describe('null: it has none'),
        perUnit: z
          .object({ requestsPerMinute: z.int(), tokensPerMinute: z.int(), inputTokensPerMinute: z.int() })
          .partial()
          .nullable()
          .describe('What a unit is worth, where that is known'),
      }),
    ),
  })
  .meta({ id: 'ModelOffer' })

const reads = { access: { role: 'viewer', group: 'header' }, lectern: true } as const
const writes = { access: { role: 'operator', group: 'header' }, lectern: true } as const
const tags = ['Deployment']
const params = z.object({ deploymentId: AnyId })

/** A model, a type, an endpoint; and its rest. */
export const mountDeployModel = (app: ControlApp, platform: Verbs): void => {
  app.get(
    '/v2/lm/models/offers',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'model.offers',
        summary: 'Tells how a model can be deployed: by which executable and connection, on what terms',
        querystring: z.object({
          model: ModelName.optional().describe('Default: all there are'),
          residency: z.enum(residencies).optional(),
        }),
        response: { 200: listOf(OfferShape, 'ModelOfferList'), ...refusals },
      },
    },
    async (request) => {
      const { model, residency } = request.query
      const caller = callerInGroup(request)
      const offers = await (model === undefined
        ? platform.listOffers(caller, residency)
        : platform.offersOf(caller, model, residency))
      // A file is meant where nothing else goes by its name.
      const files = await platform.fileOffers(model ?? null, residency)
      const resources = [...offers, ...files.filter((file) => !offers.some((each) => each.model === file.model))].map(renderOffer)
      return { count: resources.length, resources }
    },
  )

  app.post(
    '/v2/lm/models/deploy',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'model.deploy',
        summary: 'Deploys a model in one go',
        description: 'Its configuration is made with it; where the deployment is refused, nothing is left of either.',
        body: Request,
        response: { 200: Tried.describe('Of a dry run'), 202: Deployed, ...refusals },
      },
    },
    async (request, reply) => {
      const { model, version = null, name = null, executableId = null, connection = null, parameters, ttl = null } = request.body
      const { scaling, dryRun } = request.body
      const terms = termsIn(request.body) ?? {}
      const asked = {
        ...{ model, version, name, executableId, connection, parameters, ttl, terms },
        ...(scaling ? { scaling: given(scaling) } : {}),
      }
      if (dryRun) {
        request.changes = false
        const { terms, ...way } = await platform.tryModel(callerInGroup(request), asked)
        return reply.code(200).send({ model, ...way, ...renderTerms({ terms }) })
      }
      const deployment = await platform.deployModel(callerInGroup(request), asked)
      const { id, status, configurationId } = deployment
      const answer = { id, name: deployment.name, message: 'Deployment scheduled.', status, configurationId }
      return reply.code(202).header('location', `/v2/lm/deployments/${id}`).send(answer)
    },
  )

  for (const [verb, run, summary] of [
    ['pause', platform.pauseDeployment, 'Keeps a deployment as it is, and answers its calls 423 until it is resumed'],
    ['resume', platform.resumeDeployment, 'Has calls of a paused deployment answered again'],
  ] as const)
    app.post(
      `/v2/lm/deployments/:deploymentId/${verb}`,
      {
        config: writes,
        schema: {
          tags,
          operationId: `deployment.${verb}`,
          summary,
          description: 'Asking again changes nothing.',
          params,
          response: { 202: Acknowledged, ...refusals },
        },
      },
      async (request, reply) => {
        const { id } = await run(callerInGroup(request), request.params.deploymentId)
        return reply.code(202).send({ id, message: `Deployment ${verb}d` })
      },
    )
}

const renderOffer = ({ model, source, executable, connection, versions, types }: Offer): z.infer<typeof OfferShape> => ({
  model,
  source,
  executableId: executable.id,
  scenarioId: executable.scenarioId,
  connection,
  versions: [...versions],
  deploymentTypes: types.map(({ type, capacity, perUnit }) => ({
    deploymentType: type,
    capacity: capacity && {
      minimum: capacity.minimum,
      maximum: capacity.maximum,
      step: capacity.step,
      default: capacity.usual,
    },
    perUnit: perUnit && unitWords(perUnit),
  })),
})

const unitWords = (perUnit: NonNullable<Offer['types'][number]['perUnit']>) =>
  'inputTokensPerMinute' in perUnit
    ? perUnit
    : given({ requestsPerMinute: perUnit.rpmPerUnit, tokensPerMinute: perUnit.tpmPerUnit })
