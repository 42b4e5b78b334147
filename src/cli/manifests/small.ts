import { ApiError } from '../../client/api-error.ts'
import type { ResourcePlan } from '../../client/plans.ts'
import type { Label } from '../../client/types.ts'
import { Trouble } from '../world.ts'
import { type Kind, known, type Manifest, said, text } from './kind.ts'

/** Labels are a map; what a document does not name stays. */
export const groupKind: Kind = {
  kind: 'ResourceGroup',
  fields: ['kind', 'resourceGroupId', 'labels'],
  required: ['resourceGroupId'],
  perGroup: false,
  titleOf: (document) => text(document, 'resourceGroupId'),
  find: async ({ client }, document) => {
    const found = (await client.groups.list()).resources.find((each) => each.resourceGroupId === document['resourceGroupId'])
    return found ? { id: found.resourceGroupId, document: groupDocument(found) } : null
  },
  create: async ({ client }, document) =>
    void (await client.call('POST', '/v2/admin/resourceGroups', {
      body: { resourceGroupId: text(document, 'resourceGroupId'), labels: labelsIn(document) },
    })),
  change: async ({ client }, { id }, document) =>
    void (await client.call('PATCH', `/v2/admin/resourceGroups/${encodeURIComponent(id)}`, {
      body: { labels: labelsIn(document) },
    })),
  all: async ({ client }) => (await client.groups.list()).resources.map(groupDocument),
}

const groupDocument = ({ resourceGroupId, labels = [] }: { resourceGroupId: string; labels?: readonly Label[] }): Manifest => ({
  kind: 'ResourceGroup',
  resourceGroupId,
  ...(labels.length > 0 ? { labels: Object.fromEntries(labels.map(({ key, value }) => [key, value])) } : {}),
})

const labelsIn = (document: Manifest): Label[] =>
  Object.entries((document['labels'] ?? {}) as Readonly<Record<string, unknown>>).map(([key, value]) => ({
    key,
    value: String(value ?? ''),
  }))

const planFields = ['cores', 'memoryMb', 'gpus', 'description'] as const

export const planKind: Kind = {
  kind: 'ResourcePlan',
  fields: ['kind', 'name', ...planFields],
  required: ['name', 'cores', 'memoryMb'],
  perGroup: false,
  titleOf: (document) => text(document, 'name'),
  find: async ({ client }, document) => {
    const found = (await client.plans.list()).resources.find((each) => each.name === document['name'])
    return found ? { id: found.name, document: planDocument(found) } : null
  },
  create: async ({ client }, document) => void (await client.plans.put(text(document, 'name'), planBody(document))),
  change: async ({ client }, found, document) =>
    void (await client.plans.put(found.id, planBody({ ...found.document, ...document }))),
  all: async ({ client }) => (await client.plans.list()).resources.map(planDocument),
}

const planBody = (document: Manifest) =>
  ({ gpus: 0, description: '', ...said(document, planFields) }) as Omit<ResourcePlan, 'name'>

const planDocument = ({ name, cores, memoryMb, gpus, description }: ResourcePlan): Manifest => ({
  kind: 'ResourcePlan',
  ...known({ name, cores, memoryMb, gpus, description: description || null }),
})

/** SAP's own document, as it is: `template` holds its text, so that comments and order stay. */
export const templateKind: Kind = {
  kind: 'ServingTemplate',
  fields: ['kind', 'name', 'template'],
  required: ['name', 'template'],
  perGroup: false,
  titleOf: (document) => text(document, 'name'),
  find: async ({ client }, document) => {
    const found = await client.templates.get(text(document, 'name')).catch((error) => {
      if (error instanceof ApiError && error.status === 404) return null
      throw error
    })
    return found ? { id: found.name, document: { kind: 'ServingTemplate', name: found.name, template: found.template } } : null
  },
  create: async ({ client }, document) => void (await client.templates.create(text(document, 'template'))),
  change: async ({ client }, { id }, document) => {
    const { application } = await client.templates.get(id)
    if (application !== null) throw new Trouble(`it comes from application ${application}: change it in its repository`)
    await client.templates.replace(id, text(document, 'template'))
  },
  all: async ({ client }) => {
    const own = (await client.templates.list()).resources.filter((each) => each.application === null)
    const found = await Promise.all(own.map((each) => client.templates.get(each.name)))
    return found.map(({ name, template }) => ({ kind: 'ServingTemplate', name, template }))
  },
}
