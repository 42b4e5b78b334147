import { z } from 'zod'
import type { Registry } from '../../../control/registry/open-registry.ts'
import type { RegistryImport } from '../../../domain/registry.ts'
import type { ControlApp } from '../../control/app.ts'
import { apiRoot } from '../address.ts'
import { numbered, refusal } from '../errors.ts'
import { type InRegistry, ofRegistry } from './model-shape.ts'
import { described, noBody, reads, writes } from './routes.ts'

const List = z.array(z.string().min(1).max(200)).max(100).nullish()
const Import = z.looseObject({
  huggingFaceModelId: z.string().min(1).max(1_000),
  hfToken: z
    .string()
    .max(1_000)
    .regex(/^[!-~]*$/, 'must be a token: no blanks, no line ends')
    .nullish(),
  selectedFormats: List,
  selectedVariants: List,
  selectedFilenames: List,
  revision: z.string().max(200).nullish(),
})
const ofJob = z.object({ ...ofRegistry.shape, jobId: z.string().min(1).max(64) })

/** Imports of whole repositories from the model hub; the model is named as clients look for it afterwards. */
export const mountHubImports = (app: ControlApp, { imports }: Pick<Registry, 'imports'>, inRegistry: InRegistry): void => {
  const path = `${apiRoot}/project/:projectId/modelregistries/:registryId/models/huggingface`
  const asJob = <T>(ask: () => Promise<T>): Promise<T> => numbered({ not_found: 360000, invalid: 120001 }, ask)

  app.post(
    path,
    {
      config: writes('MODELREGISTRY'),
      schema: described('Begins to import a repository of the model hub', { params: ofRegistry, body: Import }),
    },
    async (request, reply) => {
      const caller = await inRegistry(request)
      const { body } = request
      const repository = repositoryIn(body.huggingFaceModelId)
      const { id } = await asJob(() =>
        imports.start(caller, {
          source: `hf://${repository}${body.revision ? `@${body.revision}` : ''}`,
          draft: {
            name: (repository.split('/')[1] ?? '').replace(/[^A-Za-z0-9]/g, '_'),
            version: null,
            framework: 'auto',
            description: `Imported from ${repository}`,
            metrics: {},
            inputExample: null,
            modelSchema: null,
            program: null,
            environment: null,
            extra: {},
          },
          options: { include: filesOf(body), exclude: null, secret: null, unpack: false },
          hubToken: body.hfToken || undefined,
        }),
      )
      return reply.code(202).send({ jobId: id })
    },
  )

  app.get(
    `${path}/status/:jobId`,
    { config: reads('MODELREGISTRY'), schema: described('Shows how far an import from the model hub is', { params: ofJob }) },
    async (request) => {
      const { resourceGroup } = await inRegistry(request)
      return showJob(await asJob(() => imports.get(resourceGroup, request.params.jobId)))
    },
  )

  app.delete(
    `${path}/status/:jobId`,
    {
      config: writes('MODELREGISTRY'),
      schema: described('Calls an import from the model hub off', { params: ofJob, body: noBody }),
    },
    async (request, reply) => {
      const caller = await inRegistry(request)
      await asJob(() => imports.cancel(caller, request.params.jobId))
      return reply.code(204).send()
    },
  )
}

/** `owner/repo`, or the address of a page of it. */
function repositoryIn(text: string): string {
  const path = text.replace(/^(https?:)?\/\/|^(?=huggingface\.co\/)/, '').replace(/^(www\.)?(huggingface\.co|hf\.co)\//, '')
  const [owner, repo] = path.split(/[?#]/)[0]?.split('/').filter(Boolean) ?? []
  if (owner && repo) return `${owner}/${repo}`
  throw refusal('invalid', 120001, `huggingFaceModelId "${text.slice(0, 80)}" must be owner/repo`, 'huggingFaceModelId')
}

const weights: Readonly<Record<string, readonly string[]>> = {
  safetensors: ['*.safetensors'],
  pytorch: ['*.bin', '*.pt', '*.pth'],
  tensorflow: ['*.h5', '*.pb', 'variables/**'],
  flax: ['*.msgpack'],
  gguf: ['*.gguf'],
  onnx: ['*.onnx', '*.onnx_data'],
  openvino: ['openvino*'],
  coreml: ['*.mlmodel', '*.mlpackage/**'],
  tflite: ['*.tflite'],
}
/** What every format needs beside its weights. */
const beside = ['*.json', '*.txt', '*.md', '*.model', '*.py', '*.jinja', 'LICENSE*']

/** Globs of what is asked for: files by name before all; else weights of the formats, of the variants; null: everything. */
function filesOf({ selectedFilenames, selectedFormats, selectedVariants }: z.infer<typeof Import>): string[] | null {
  if (selectedFilenames?.length) return selectedFilenames.map((name) => name.replace(/[[\]*?{}!()]/g, '\\$&'))
  if (selectedVariants?.length) return [...selectedVariants.map((each) => `*${each.replace(/[^\w.-]/g, '?')}*`), ...beside]
  if (!selectedFormats?.length) return null
  const globs = selectedFormats.flatMap((each) => {
    const found = Object.hasOwn(weights, each) ? weights[each] : undefined
    if (found) return found
    throw refusal(
      'invalid',
      120001,
      `selectedFormats: "${each}" is not one of ${Object.keys(weights).join(', ')}`,
      'selectedFormats',
    )
  })
  return [...globs, ...beside]
}

const statuses = { running: 'RUNNING', done: 'COMPLETED', failed: 'FAILED', cancelled: 'CANCELLED' } as const

const showJob = ({ id, state, filesDone, filesTotal, currentFile, error, version }: RegistryImport) => ({
  jobId: id,
  status: statuses[state],
  totalFiles: filesTotal ?? 0,
  completedFiles: filesDone,
  currentFile,
  version,
  error: error === null ? null : `${keyOf(error)}: ${error}`,
})

/** Keys that clients tell apart, by our own words for the trouble. */
const keyOf = (error: string): string => {
  if (/asks for a sign-in|token/i.test(error)) return 'not_found_or_auth_required'
  if (/has no |not found/i.test(error)) return 'model_not_found'
  if (/disk|room|quota/i.test(error)) return 'no_disk_space'
  return 'fetch_failed'
}
