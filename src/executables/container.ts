import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { ContainerSpec } from '../domain/placement.ts'
import { defineExecutable, type PlaceContext } from './define.ts'
import { predictorParameters, whole } from './predictor-launch.ts'
import { folderInputs, modelArtifact, registeredIn, shownModel, sourceOf, sourceParameters } from './predictor-source.ts'

const { environmentVariables, modelName, startSeconds } = predictorParameters

/** What a container calls the folder of its model: KServe's storage initializer puts models there. */
const modelFolder = '/mnt/models'
const artifactFolder = '/mnt/artifacts'

export const container = defineExecutable({
  id: 'container',
  title: 'Container',
  description: 'An image of your own, run by Docker or Podman on this installation, shut in. It answers whatever paths it likes.',
  scenarioId: 'model-serving',
  versionId: '0.1.0',
  wire: 'instances-v1',
  parameters: z.strictObject({
    ...sourceParameters,
    image: z
      .string()
      .max(512)
      .regex(/^[a-z0-9][\w.:/@-]*$/i, 'must be the name of an image: registry.example.com/team/server:1.0')
      .describe('Image, with tag or digest; pulled where this machine does not have it'),
    command: words('Entrypoint instead of the image’s: ["/server","--socket","{socket}"]'),
    args: words('Arguments instead of the image’s'),
    port: z
      .union([z.literal('socket'), whole(1, 65_535)], 'must be a port from 1 to 65535, or socket')
      .default(8080)
      .describe('Port that the server listens on, told to it as PORT; socket: the Unix socket that LECTERN_SOCKET names'),
    healthPath: z
      .string()
      .max(512)
      .regex(/^\//, 'must be a path, with a "/" at its beginning')
      .optional()
      .describe('Answers 200 once the server is ready; default: it is ready when it answers anything'),
    protocol: z
      .enum(['predict', 'openai'])
      .default('predict')
      .describe('What it speaks: predictions (V1, Open Inference Protocol, any other paths), or the OpenAI API below /v1'),
    registrySecret: z
      .string()
      .min(2)
      .max(63)
      .optional()
      .describe('Docker registry secret with the credentials for the image (/v2/admin/dockerRegistrySecrets)'),
    network: z.enum(['none', 'outside']).default('none').describe('none: it reaches no other machine; outside: it may'),
    user: z
      .string()
      .regex(/^[1-9]\d{0,9}(:\d{1,10})?$/, 'must be a number other than 0, with a group or without: 1000 or 1000:1000')
      .optional()
      .describe('User that the server runs as; default: nobody (65534:65534)'),
    concurrency: whole(1, 1000).default(32).describe('Calls that an instance takes at once'),
    modelName,
    environmentVariables,
    startSeconds,
  }),
  artifacts: { model: modelArtifact },
  folderInputs,
  filesIn: ({ modelFile }) => (modelFile === undefined ? {} : { model: modelFile }),
  registered: registeredIn,
  pulls: ({ image, registrySecret }) => (registrySecret === undefined ? null : { image, secret: registrySecret }),
  wireOf: ({ protocol }) => (protocol === 'openai' ? 'openai' : 'instances-v1'),
  connection: null,
  catalogued: () => false,
  modelOf: shownModel,
  capabilities: ['predict', 'chat', 'completions', 'embeddings'],
  place: (parameters, context) => {
    if (context.host.containerSocket === null || context.host.containerSocket === undefined)
      throw new Failure(
        'invalid',
        'no container engine was found on this machine: install Docker or Podman, start its service, and name its socket with --container-socket if it is in no usual place',
        { target: 'executableId' },
      )
    const { port } = parameters
    const openai = parameters.protocol === 'openai'
    const spec: ContainerSpec = {
      image: parameters.image,
      command: parameters.command ?? null,
      args: parameters.args ?? null,
      port: port === 'socket' ? null : port,
      mounts: mountsOf(context),
      network: parameters.network === 'outside',
      user: parameters.user ?? null,
      registry: context.registry ?? null,
    }
    return {
      kind: 'launch',
      command: [],
      env: { ...parameters.environmentVariables, ...envOf(context) },
      readyPath: parameters.healthPath ?? '',
      startTimeoutMs: parameters.startSeconds * 1000,
      basePath: openai ? '/v1' : '',
      model: openai ? (parameters.modelName ?? null) : null,
      concurrency: parameters.concurrency,
      container: spec,
    }
  },
})

function mountsOf(context: PlaceContext): ContainerSpec['mounts'] {
  const { registered } = context
  const { modelFiles } = sourceOf(context, null)
  return [
    ...modelFiles.map(({ name, path }) => ({ source: path, target: join(modelFolder, name) })),
    ...[registered?.folder ?? context.folders?.['model']].flatMap((source) => (source ? [{ source, target: modelFolder }] : [])),
    ...(registered?.artifact ? [{ source: registered.artifact.folder, target: artifactFolder }] : []),
  ]
}

/** As scripts get it, with the paths as they are inside. */
function envOf(context: PlaceContext): Readonly<Record<string, string>> {
  const { env, modelFiles } = sourceOf(context, null)
  const config = context.registered?.artifact?.config
  return {
    ...env,
    ...(env['MODEL_FILES_PATH'] !== undefined || modelFiles.length > 0 ? { MODEL_FILES_PATH: modelFolder } : {}),
    ...(env['ARTIFACT_FILES_PATH'] === undefined ? {} : { ARTIFACT_FILES_PATH: artifactFolder }),
    ...(config ? { CONFIG_FILE_PATH: join(artifactFolder, config) } : {}),
  }
}

function words(description: string) {
  return z
    .string()
    .transform((text, { addIssue }) => {
      const read = z.array(z.string().max(4_096)).min(1).max(1_000).safeParse(parsed(text))
      if (read.success) return read.data
      addIssue('must be a JSON list of texts: ["serve","--verbose"]')
      return z.NEVER
    })
    .optional()
    .describe(`JSON list. ${description}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // no JSON: refused by whoever looks at it
  }
}
