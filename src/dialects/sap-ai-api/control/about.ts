import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { mayAs, roles } from '../../../domain/principal.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { refusals } from './errors.ts'
import { Timestamp } from './shapes.ts'

const Program = z.object({ path: z.string(), version: z.string().nullable(), trouble: z.string().nullable() }).nullable()

const System = z
  .object({
    store: z.object({ kind: z.string(), bytes: z.int() }),
    ledger: z.object({ bytes: z.int(), ms: z.int() }).describe('What is not in the store yet, and for how long at the least'),
    gateways: z.array(z.object({ id: z.string(), since: Timestamp, heardAt: Timestamp })).readonly(),
    machine: z.object({
      system: z.string(),
      architecture: z.string(),
      node: z.string(),
      cores: z.number(),
      cpu: z.string(),
      load: z.array(z.number()).readonly().describe('Of 1, 5 and 15 minutes'),
      memoryMb: z.number(),
      freeMemoryMb: z.number(),
      disk: z.object({ totalMb: z.number(), freeMb: z.number() }).describe('Of the data directory'),
    }),
    forInstances: z
      .object({ cores: z.number(), memoryMb: z.number(), gpus: z.int() })
      .nullable()
      .describe('What instances may be given together'),
    engines: z
      .array(
        z.object({
          id: z.enum(['processes', 'containers']),
          healthy: z.boolean(),
          instances: z.int().nullable(),
          message: z.string(),
        }),
      )
      .readonly(),
    runtimes: z.object({ node: Program, python: Program, llama: Program, onnx: Program }),
    settings: z.record(z.string(), z.unknown()).describe('Without secrets'),
  })
  .meta({ id: 'SystemFacts' })

const AboutShape = z
  .object({
    version: z.string(),
    startedAt: Timestamp,
    uptimeSeconds: z.int(),
    installationId: z.string(),
    publicUrl: z.string().nullable().describe('As configured'),
    addresses: z.record(z.string(), z.string()).describe('Where each dialect begins, as this caller reaches the server'),
    caller: z
      .object({
        kind: z.enum(['apiKey', 'oauthClient', 'person']),
        id: z.string(),
        name: z.string(),
        role: z.enum(roles),
        resourceGroups: z.union([z.literal('*'), z.array(z.string()).readonly()]),
      })
      .describe('Who asks'),
    system: System.optional().describe('For administrators of the whole installation'),
  })
  .meta({ id: 'About' })

const ChecksShape = z
  .object({
    count: z.int(),
    resources: z.array(
      z.object({
        name: z.string(),
        state: z.enum(['ok', 'warning', 'failed']),
        message: z.string(),
        next: z.string().describe("What to do about it; '' where nothing is to be done"),
      }),
    ),
  })
  .meta({ id: 'CheckList' })

const tags = ['About']
const ofAll = { access: { role: 'admin', group: 'none' }, lectern: true } as const

type Verbs = Pick<Platform, 'readAbout' | 'readSystem' | 'runChecks' | 'packDiagnostics' | 'now'>

export const mountAbout = (app: ControlApp, platform: Verbs, originOf: OriginOf): void => {
  app.get(
    '/v2/admin/about',
    {
      config: { access: { role: 'viewer', group: 'none' }, lectern: true },
      schema: {
        tags,
        operationId: 'about.get',
        summary: 'What this server is, and where its dialects are',
        description: 'Administrators of the whole installation are told of machine, engines, runtimes and settings, too.',
        response: { 200: AboutShape, ...refusals },
      },
    },
    async (request) => {
      const { grpcPort, startedAt, ...about } = platform.readAbout()
      const principal = callerOf(request)
      const seesAll = mayAs(principal, 'admin') && principal.resourceGroups === '*' && principal.deployments === '*'
      const addresses = addressesAt(originOf(request), grpcPort)
      const { kind, id, name, role, resourceGroups } = principal
      const caller = { kind, id, name, role, resourceGroups }
      const shown = { ...about, startedAt: new Date(startedAt).toISOString(), addresses, caller }
      if (!seesAll) return shown
      const { gateways, ...system } = await platform.readSystem()
      const seen = gateways.map(({ id, since, heardAt }) => ({
        id,
        since: new Date(since).toISOString(),
        heardAt: new Date(heardAt).toISOString(),
      }))
      return { ...shown, system: { ...system, gateways: seen } }
    },
  )

  app.get(
    '/v2/admin/about/checks',
    {
      config: ofAll,
      schema: {
        tags,
        operationId: 'about.check',
        summary: 'What is right and wrong with this installation',
        response: { 200: ChecksShape, ...refusals },
      },
    },
    async (request) => {
      const resources = [...(await platform.runChecks(callerOf(request)))]
      return { count: resources.length, resources }
    },
  )

  app.get(
    '/v2/admin/diagnostics',
    {
      config: { ...ofAll, audit: 'yes' },
      schema: {
        tags,
        operationId: 'diagnostics.get',
        summary: 'A bundle for whoever helps with trouble, as .tar.gz',
        description:
          'Facts, checks, settings without secrets, the ends of the logs, deployments with their statuses, events of a week, the audit trail of a day.',
        produces: ['application/gzip'],
        response: { 200: z.string().describe('.tar.gz'), ...refusals },
      },
    },
    async (request, reply) => {
      const name = `lectern-diagnostics-${new Date(platform.now()).toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}.tar.gz`
      return reply
        .type('application/gzip')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(platform.packDiagnostics(callerOf(request)) as never)
    },
  )
}

const addressesAt = (origin: string, grpcPort: number | null): Record<string, string> => ({
  console: `${origin}/console/`,
  openai: `${origin}/v1`,
  azureOpenAi: `${origin}/openai`,
  azureAiInference: `${origin}/models`,
  azureResourceManager: `${origin}/subscriptions`,
  foundry: `${origin}/api/projects/{resourceGroup}`,
  anthropic: `${origin}/anthropic`,
  sapAiApi: `${origin}/v2`,
  token: `${origin}/oauth/token`,
  hopsworks: `${origin}/hopsworks-api/api`,
  deployments: `${origin}/v2/inference/deployments/{deploymentId}`,
  openApi: `${origin}/openapi.json`,
  grpc: grpcPort === null ? new URL(origin).host : `${new URL(origin).hostname}:${grpcPort}`,
})
