import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { Failure } from '../../../domain/failure.ts'
import { ResourceGroupId } from '../../../domain/ids.ts'
import type { Principal } from '../../../domain/principal.ts'
import type { ResourceGroup } from '../../../domain/resource-group.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { apiRoot, projectNumber } from '../address.ts'
import { numbered, refusal } from '../errors.ts'
import { described, reads } from './routes.ts'

type GroupVerbs = Pick<Platform, 'listResourceGroups' | 'enterResourceGroup' | 'createResourceGroup'>

/** Who calls, in the project that a path names: by its number, or by its name where a program was told no other. */
export type InProject = (request: FastifyRequest, projectId: string) => Promise<Caller>

export const makeInProject =
  (platform: GroupVerbs): InProject =>
  async (request, projectId) => {
    const principal = callerOf(request)
    const { id: resourceGroup } = await findProject(platform, principal, projectId)
    request.resourceGroup = resourceGroup
    return { principal, resourceGroup }
  }

export async function findProject(platform: GroupVerbs, principal: Principal, named: string): Promise<ResourceGroup> {
  const groups = await groupsOf(platform, principal)
  const found = groups.find(({ id }) => id === named) ?? groups.find(({ id }) => String(projectNumber(id)) === named)
  if (found) return found
  const known = groups.map(({ id }) => `${id} (${projectNumber(id)})`).slice(0, 20)
  const words = `there is no project ${named.slice(0, 80)} that this credential may use; it may use ${known.join(', ') || 'none'}`
  throw refusal('not_found', 150004, words, 'project')
}

export const mountProjects = (app: ControlApp, platform: GroupVerbs): void => {
  app.get(
    `${apiRoot}/project`,
    { config: reads('PROJECT'), schema: described('Lists projects with the caller’s part in them') },
    async (request) => {
      const principal = callerOf(request)
      return (await groupsOf(platform, principal)).map((group) => ({
        projectTeamPK: { projectId: projectNumber(group.id), teamMember: userOf(principal).email },
        teamRole: 'Data owner',
        timestamp: toTimestamp(group.createdAt),
        user: userOf(principal),
        project: { id: projectNumber(group.id), name: group.id, created: toTimestamp(group.createdAt), owner: userOf(principal) },
      }))
    },
  )

  app.post(
    `${apiRoot}/project`,
    {
      config: { access: { role: 'admin', group: 'none' }, scopes: ['PROJECT'] },
      schema: described('Creates a project', {
        querystring: z.object({ projectName: z.string().optional() }),
        body: z.looseObject({ projectName: z.string().optional() }).nullish(),
      }),
    },
    async (request, reply) => {
      const name = ResourceGroupId.safeParse(request.query.projectName ?? request.body?.projectName)
      if (!name.success)
        throw refusal('invalid', 120001, `projectName ${name.error.issues[0]?.message ?? 'is not valid'}`, 'projectName')
      const made = await numbered({ conflict: 150001 }, () =>
        platform.createResourceGroup(callerOf(request), { id: name.data, labels: [] }),
      )
      request.made = made.id
      return reply.code(201).send({ successMessage: 'Project created successfully.', id: projectNumber(made.id), name: made.id })
    },
  )

  app.get(
    `${apiRoot}/project/getProjectInfo/:projectName`,
    {
      config: reads('PROJECT'),
      schema: described('Shows the project of a name', { params: z.object({ projectName: z.string() }) }),
    },
    async (request) => {
      const principal = callerOf(request)
      return showProject(await findProject(platform, principal, request.params.projectName), principal)
    },
  )

  app.get(
    `${apiRoot}/project/:projectId`,
    { config: reads('PROJECT'), schema: described('Shows a project', { params: ofProject }) },
    async (request) => {
      const principal = callerOf(request)
      return showProject(await findProject(platform, principal, request.params.projectId), principal)
    },
  )

  app.get(
    `${apiRoot}/project/:projectId/credentials`,
    {
      config: reads('PROJECT'),
      schema: described('Key material that clients write down; nothing here is proved with it', { params: ofProject }),
    },
    async (request) => {
      await findProject(platform, callerOf(request), request.params.projectId)
      return { fileExtension: 'jks', kStore: '', tStore: '', password: '', caChain: '', clientCert: '', clientKey: '' }
    },
  )

  app.get(
    `${apiRoot}/users/profile`,
    { config: reads('USER', 'PROJECT'), schema: described('Shows who calls') },
    async (request) => userOf(callerOf(request)),
  )
}

export const ofProject = z.object({ projectId: z.string().min(1).max(253) })

const groupsOf = async (platform: GroupVerbs, principal: Principal): Promise<readonly ResourceGroup[]> =>
  (await platform.listResourceGroups(principal, [], { top: 10_000, skip: 0 })).items

/** `projectNamespace` is part of inference addresses. */
const showProject = ({ id, createdAt }: ResourceGroup, principal: Principal) => ({
  projectId: projectNumber(id),
  projectName: id,
  projectNamespace: id,
  inodeid: projectNumber(id),
  owner: userOf(principal).email,
  description: '',
  created: toTimestamp(createdAt),
  archived: false,
  services: ['JUPYTER', 'JOBS', 'SERVING'],
  datasets: [],
  projectTeam: [],
  quotas: {},
})

/** A credential as the person that Hopsworks expects. */
export const userOf = ({ id, name }: Principal) => ({
  uid: projectNumber(`user:${id}`),
  username: id,
  email: id,
  firstname: name,
  lastname: '',
  roles: [],
})

/** For paths that name a project of their own: what is not found there is told as elsewhere. */
export const mustEnter = async (
  platform: Pick<Platform, 'enterResourceGroup'>,
  principal: Principal,
  group: string,
): Promise<string> => {
  try {
    return (await platform.enterResourceGroup(principal, group)).id
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'not_found') throw refusal('not_found', 150004, cause.message, 'project')
    throw cause
  }
}
