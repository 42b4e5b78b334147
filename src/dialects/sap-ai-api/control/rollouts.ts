import { z } from 'zod'
import { type VersionView, versionStates } from '../../../control/platform/deployment-versions.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { targetStrategies } from '../../../domain/deployment.ts'
import { AnyId } from '../../../domain/ids.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { given, whole } from './queries.ts'
import { RolloutReportShape, renderReport } from './rollout-shapes.ts'
import { Acknowledged, Timestamp } from './shapes.ts'

type Verbs = Pick<
  Platform,
  'promoteRollout' | 'rollBack' | 'getRollout' | 'getDeployment' | 'listVersions' | 'getVersion' | 'diffVersions'
>

const Version = z
  .object({
    version: z.int(),
    state: z
      .enum(versionStates)
      .describe('ACTIVE: in force; ROLLING_OUT: comes up beside it; ROLLED_BACK: was taken back before it was in force'),
    configurationId: AnyId,
    targets: z.array(z.object({ configurationId: AnyId, weight: z.int().optional() })).optional(),
    targetStrategy: z.enum(targetStrategies).optional(),
    previousVersion: z.int().optional().describe('The version in force when this one was made: a rollback goes there'),
    note: z.string().optional(),
    createdBy: z.string().optional().describe('Id of the credential or person'),
    createdByName: z.string().optional().describe('Name of the credential or person'),
    createdAt: Timestamp,
    withdrawnAt: Timestamp.optional(),
    withdrawnBecause: z.string().optional(),
  })
  .meta({ id: 'DeploymentVersion', 'x-lectern': true })

const Difference = z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })
const Note = z.string().max(1_000)

const path = '/v2/lm/deployments/:deploymentId'
const params = z.object({ deploymentId: AnyId })
const number = whole(1, 1_000_000_000)
const versionParams = params.extend({ version: number })
const tags = ['Deployment']
const reads = { access: { role: 'viewer', group: 'header' }, lectern: true } as const
const writes = { access: { role: 'operator', group: 'header' }, lectern: true } as const

export const mountRollouts = (app: ControlApp, platform: Verbs): void => {
  app.get(
    `${path}/rollout`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'rollout.get',
        summary: 'Tells how a rollout does',
        description:
          'The one under way, or the last that was taken back until the next change. A rollout begins and changes by PATCH of the deployment.',
        params,
        response: { 200: RolloutReportShape, ...refusals },
      },
    },
    async (request) => {
      const { deployment } = await platform.getDeployment(callerInGroup(request), request.params.deploymentId)
      const { rollout, totals } = await platform.getRollout(callerInGroup(request), deployment.id)
      return renderReport(deployment, rollout, totals)
    },
  )

  app.post(
    `${path}/promote`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'rollout.promote',
        summary: 'Gives all calls to the new configuration of a rollout',
        params,
        response: { 202: Acknowledged, ...refusals },
      },
    },
    async (request, reply) => {
      const { id, version } = await platform.promoteRollout(callerInGroup(request), request.params.deploymentId)
      return reply.code(202).send({ id, message: `Version ${version} takes all calls` })
    },
  )

  app.post(
    `${path}/rollback`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'rollout.rollback',
        summary: 'Goes back to an earlier version',
        description:
          'Without a version: ends the rollout that is under way, or goes to the version that was in force before. What serves goes on until the other is ready.',
        params,
        body: z.strictObject({ version: z.int().min(1).optional(), note: Note.optional() }).nullish(),
        response: { 202: Acknowledged, ...refusals },
      },
    },
    async (request, reply) => {
      const asked = given(request.body ?? {})
      const { id, version } = await platform.rollBack(callerInGroup(request), request.params.deploymentId, asked)
      return reply.code(202).send({ id, message: `Version ${version} is in force` })
    },
  )

  app.get(
    `${path}/versions`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'deploymentVersion.query',
        summary: 'Lists the versions that a deployment has had',
        description: 'The newest first. Each change of configuration or targets makes one.',
        params,
        response: {
          200: z.object({ count: z.int(), resources: z.array(Version) }).meta({ id: 'DeploymentVersionList' }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const found = await platform.listVersions(callerInGroup(request), request.params.deploymentId)
      return { count: found.length, resources: found.map(renderVersion) }
    },
  )

  app.get(
    `${path}/versions/:version`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'deploymentVersion.get',
        summary: 'Reads a version of a deployment',
        params: versionParams,
        response: { 200: Version, ...refusals },
      },
    },
    async (request) => {
      const { deploymentId, version } = request.params
      return renderVersion(await platform.getVersion(callerInGroup(request), deploymentId, version))
    },
  )

  app.get(
    `${path}/versions/:version/diff`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'deploymentVersion.diff',
        summary: 'Tells in what a version differs from another',
        params: versionParams,
        querystring: z.object({ from: number.optional().describe('Default: the version in force') }),
        response: {
          200: z.object({ from: z.int(), to: z.int(), differences: z.array(Difference) }).meta({ id: 'DeploymentVersionDiff' }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { deploymentId, version } = request.params
      return platform.diffVersions(callerInGroup(request), deploymentId, request.query.from ?? null, version)
    },
  )
}

const renderVersion = ({ version, state, createdByName }: VersionView): z.infer<typeof Version> => {
  const { number: own, configurationId, spread, previous, note, createdBy, createdAt, withdrawn } = version
  return {
    version: own,
    state,
    configurationId,
    ...(spread && {
      targetStrategy: spread.strategy,
      targets: spread.targets.map(({ configurationId: id, weight }) => ({
        configurationId: id,
        ...(spread.strategy === 'weighted' ? { weight } : {}),
      })),
    }),
    ...given({ previousVersion: previous ?? undefined, note: note || undefined, createdBy: createdBy || undefined }),
    ...(createdByName === null ? {} : { createdByName }),
    createdAt: toTimestamp(createdAt),
    ...(withdrawn ? { withdrawnAt: toTimestamp(withdrawn.at), withdrawnBecause: withdrawn.why } : {}),
  }
}
