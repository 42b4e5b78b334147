import type { ApplicationStatus, TemplateApplication, TemplateRepository } from '../../client/templates.ts'
import { type Shape, table } from '../output.ts'
import { type SecretOptions, secretText } from '../secret-text.ts'
import type { Session } from '../session.ts'
import { Unsuccessful } from '../world.ts'

export type RepositoryOptions = SecretOptions & { readonly name?: string; readonly username?: string }
export type ApplicationOptions = {
  readonly name?: string
  readonly revision: string
  readonly path: string
}

const repositoryShape: Shape<TemplateRepository> = {
  columns: {
    NAME: (each) => each.name,
    URL: (each) => each.url,
    STATUS: (each) => each.status,
    MESSAGE: (each) => each.message,
  },
  name: (each) => each.name,
}

const applicationShape: Shape<TemplateApplication> = {
  columns: {
    NAME: (each) => each.applicationName,
    REPOSITORY: (each) => each.repositoryUrl,
    REVISION: (each) => each.revision,
    PATH: (each) => each.path,
  },
  name: (each) => each.applicationName,
}

const statusShape: Shape<ApplicationStatus> = {
  columns: {
    HEALTH: (each) => each.healthStatus,
    SYNC: (each) => each.syncStatus,
    MESSAGE: (each) => each.message,
    FINISHED: (each) => each.syncFinishedAt,
  },
  name: (each) => each.syncStatus,
}

const resources: Shape<ApplicationStatus['syncResourcesStatus'][number]> = {
  columns: {
    NAME: (each) => each.name,
    KIND: (each) => each.kind,
    STATUS: (each) => each.status,
    MESSAGE: (each) => each.message,
  },
  name: (each) => each.name,
}

export const listRepositories = async ({ client, output }: Session): Promise<void> =>
  output.list(repositoryShape, await client.templates.repositories.list())

export async function addRepository({ client, output, world }: Session, url: string, options: RepositoryOptions): Promise<void> {
  const password = await secretText(world, options)
  const { id } = await client.templates.repositories.create({
    url,
    ...(options.name ? { name: options.name } : {}),
    // Hosts that take a token take any name with it, as long as there is one.
    ...(password === null ? {} : { username: options.username ?? 'git', password }),
  })
  await output.one(repositoryShape, await client.templates.repositories.get(id))
}

export async function removeRepository({ client, say }: Session, name: string): Promise<void> {
  await client.templates.repositories.remove(name)
  say(`repository ${name} is forgotten`)
}

export const listApplications = async ({ client, output }: Session): Promise<void> =>
  output.list(applicationShape, await client.templates.applications.list())

/** `source`: the name of a repository, or an address. */
export async function addApplication({ client, say }: Session, source: string, options: ApplicationOptions): Promise<void> {
  const isAddress = source.includes('/')
  const { id } = await client.templates.applications.create({
    ...(isAddress ? { repositoryUrl: source } : { repositoryName: source }),
    ...(options.name ? { applicationName: options.name } : {}),
    revision: options.revision,
    path: options.path,
  })
  say(`application ${id} is synchronised now and every three minutes; see: lectern templates applications status ${id}`)
}

/** For people also its files; exit code 1 unless all is well. */
export async function status({ client, output, world }: Session, name: string): Promise<void> {
  const found = await client.templates.applications.status(name)
  await output.one(statusShape, found)
  if (output.format === 'table' && found.syncResourcesStatus.length > 0)
    world.stdout.write(`\n${table(resources, found.syncResourcesStatus)}`)
  if (found.healthStatus === 'Degraded') throw new Unsuccessful()
}

export async function refresh({ client, say }: Session, name: string): Promise<void> {
  await client.templates.applications.refresh(name)
  say(`application ${name} is being synchronised`)
}

export async function removeApplication({ client, say }: Session, name: string): Promise<void> {
  await client.templates.applications.remove(name)
  say(`application ${name} is forgotten, with the templates that it brought and nobody uses`)
}
