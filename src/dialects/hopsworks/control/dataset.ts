import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { nameIn } from '../../../control/registry/paths.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { isFile, type TreeNode } from '../../../domain/registry.ts'
import type { ControlApp } from '../../control/app.ts'
import { apiRoot } from '../address.ts'
import { numbered, refusal } from '../errors.ts'
import { fullPath, type ProjectPath, readPath } from './file-path.ts'
import { type InProject, ofProject } from './projects.ts'
import { described, noBody, reads, writes } from './routes.ts'

const params = z.object({ ...ofProject.shape, '*': z.string().max(2_000) })
const Query = z.object({
  action: z.string().optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(0).max(100_000).default(1_000),
  sort_by: z.string().optional(),
  destination_path: z.string().optional(),
})
type Named = FastifyRequest<{ Params: z.infer<typeof params>; Querystring: z.infer<typeof Query> }>

/** The files of a project, as the client's dataset API asks for them. */
export const mountDataset = (
  app: ControlApp,
  { platform, inProject, tree }: { platform: Pick<Platform, 'enterResourceGroup'>; inProject: InProject; tree: Registry['tree'] },
): void => {
  const at = async (request: Pick<Named, 'params'>, text: string = request.params['*']): Promise<ProjectPath> =>
    readPath(platform, await inProject(request as Named, request.params.projectId), text)
  /** In the project's own words, or as in Hopsworks: everything else about a path is 400 or 404. */
  const asFile = <T>(ask: () => Promise<T>): Promise<T> =>
    numbered({ not_found: 110018, conflict: 110012, invalid: 110008, too_large: 110055 }, ask)

  const stat = async (request: Named) => {
    const { caller, path } = await at(request)
    const node = await tree.stat(caller.resourceGroup, path)
    if (!node) throw refusal('not_found', 110018, `there is no file or folder ${fullPath(caller.resourceGroup, path)}`, 'path')
    return showNode(caller.resourceGroup, node)
  }

  const list = async (request: Named) => {
    const { caller, path } = await at(request)
    const { offset, limit, sort_by } = request.query
    const descending = /:desc$/i.test(sort_by ?? '')
    const { count, items } = await tree.list(caller.resourceGroup, path, { skip: offset, top: limit, descending })
    return { count, items: items.map((node) => showNode(caller.resourceGroup, node)) }
  }

  app.get(
    `${apiRoot}/project/:projectId/dataset/*`,
    {
      config: reads('DATASET_VIEW', 'DATASET_CREATE', 'DATASET_DELETE'),
      schema: described('Shows a file or folder, or lists a folder', { params, querystring: Query }),
    },
    (request) => asFile<unknown>(() => (request.query.action?.toLowerCase() === 'listing' ? list(request) : stat(request))),
  )

  app.get(
    `${apiRoot}/project/:projectId/dataset`,
    {
      config: reads('DATASET_VIEW', 'DATASET_CREATE', 'DATASET_DELETE'),
      schema: described('Lists the top folders of a project', { params: ofProject, querystring: Query }),
    },
    (request) => asFile(() => list({ ...request, params: { ...request.params, '*': '' }, query: request.query } as Named)),
  )

  app.get(
    `${apiRoot}/project/:projectId/dataset/download/with_auth/*`,
    { config: reads('DATASET_VIEW', 'DATASET_CREATE', 'DATASET_DELETE'), schema: described('Downloads a file', { params }) },
    async (request, reply) => {
      const { node, stream } = await asFile(async () => {
        const { caller, path } = await at(request)
        const file = await tree.read(caller.resourceGroup, path)
        return { node: file.node, stream: file.open() }
      })
      request.raw.once('close', () => stream.destroy())
      const name = encodeURIComponent(nameIn(node.path))
      return reply
        .headers({ 'content-length': node.bytes, 'content-disposition': `attachment; filename*=UTF-8''${name}` })
        .type('application/octet-stream')
        .send(stream)
    },
  )

  const acts: Readonly<Record<string, (request: Named) => Promise<unknown>>> = {
    async create(request) {
      const { caller, path } = await at(request)
      return showNode(caller.resourceGroup, await tree.mkdir(caller.resourceGroup, caller.principal.name, path))
    },
    async copy(request) {
      const { from, to } = await ends(request)
      await tree.copy(from.caller.resourceGroup, from.caller.principal.name, from.path, to.path)
    },
    async move(request) {
      const { from, to } = await ends(request)
      await tree.move(from.caller.resourceGroup, from.path, to.path)
    },
  }

  async function ends(request: Named): Promise<{ from: ProjectPath; to: ProjectPath }> {
    const to = request.query.destination_path
    if (to === undefined)
      throw refusal('invalid', 110008, 'destination_path is missing: where the file is to go', 'destination_path')
    const found = { from: await at(request), to: await at(request, to) }
    if (found.from.caller.resourceGroup === found.to.caller.resourceGroup) return found
    throw refusal('invalid', 110008, 'destination_path must lie in the same project', 'destination_path')
  }

  app.post(
    `${apiRoot}/project/:projectId/dataset/*`,
    {
      config: writes('DATASET_CREATE'),
      schema: described('Makes a folder, copies or moves', { params, querystring: Query, body: noBody }),
    },
    async (request, reply) => {
      const action = (request.query.action ?? '').toLowerCase()
      const act = Object.hasOwn(acts, action) ? acts[action] : undefined
      if (!act) {
        const words = `action must be one of ${Object.keys(acts).join(', ')}; got "${action.slice(0, 40)}"`
        throw refusal('invalid', 120001, words, 'action')
      }
      const made = await asFile(() => act(request))
      return made === undefined ? reply.code(204).send() : reply.code(201).send(made)
    },
  )

  app.delete(
    `${apiRoot}/project/:projectId/dataset/*`,
    { config: writes('DATASET_DELETE'), schema: described('Deletes a file or folder', { params, body: noBody }) },
    async (request, reply) => {
      await asFile(async () => {
        const { caller, path } = await at(request)
        await tree.remove(caller.resourceGroup, path)
      })
      return reply.code(204).send()
    },
  )
}

const showNode = (project: string, node: TreeNode) => ({
  attributes: {
    id: node.path,
    name: node.path === '' ? project : nameIn(node.path),
    path: fullPath(project, node.path),
    dir: !isFile(node),
    size: node.bytes,
    owner: node.owner,
    permission: 'rwxrwx---',
    modificationTime: toTimestamp(node.modifiedAt),
    underConstruction: false,
  },
  ...(node.path !== '' && !node.path.includes('/') ? { datasetType: 'DATASET', name: node.path } : {}),
})
