import { z } from 'zod'
import type { Platform } from '../../control/platform/platform.ts'
import { toTimestamp } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import { ResourceGroupId } from '../../domain/ids.ts'
import type { ResourceGroup } from '../../domain/resource-group.ts'
import { callerOf } from '../control/access.ts'
import type { ControlApp } from '../control/app.ts'
import type { OriginOf } from '../control/origin.ts'
import {
  type AccountScope,
  accountId,
  accountRoot,
  accountsRoot,
  described,
  enterAccount,
  groupsOf,
  OfAccount,
  OfGroup,
  OfSubscription,
  reads,
  subscriptionRoot,
} from './resource.ts'

type Verbs = Pick<Platform, 'enterResourceGroup' | 'listResourceGroups' | 'createResourceGroup' | 'deleteResourceGroup'>

export type AccountDeps = {
  readonly platform: Verbs
  readonly originOf: OriginOf
  /** Where this installation says that it is. */
  readonly location: string
}

const readOnly = z.unknown().optional()

/** An account has no settings of its own here: what is sent must be what it is. */
const AccountRequest = (location: string) =>
  z
    .strictObject({
      kind: z.enum(['AIServices', 'OpenAI', 'CognitiveServices']).nullish(),
      location: z
        .string()
        .nullish()
        .refine((asked) => !asked || sameName(asked, location), {
          error: `must be ${location}: this server is in one place, named by its setting region`,
        }),
      sku: z.strictObject({ name: z.literal('S0'), tier: z.literal('Standard').nullish() }).nullish(),
      tags: z.record(z.string(), z.never({ error: 'an account has no tags; label the resource group instead' })).nullish(),
      properties: z
        .strictObject({
          customSubDomainName: z.string().nullish(),
          publicNetworkAccess: z.literal('Enabled').nullish(),
          disableLocalAuth: z.literal(false).nullish(),
        })
        .nullish(),
      id: readOnly,
      name: readOnly,
      type: readOnly,
      etag: readOnly,
    })
    .meta({ id: 'ArmAccount' })

const creates = { access: { role: 'admin', group: 'none' }, lectern: true } as const

/** Accounts of Azure OpenAI and Foundry: resource groups. */
export const mountAccounts = (app: ControlApp, { platform, originOf, location }: AccountDeps): void => {
  const Body = AccountRequest(location)
  /** Accounts of a list are shown in the resource group that was asked about, or in one that any address may name. */
  const usualGroup = 'lectern'

  app.get(
    `${subscriptionRoot}/accounts`,
    { config: reads, schema: described('Lists accounts', { params: OfSubscription }) },
    async (request) => {
      const scope = { ...request.params, resourceGroupName: usualGroup }
      const groups = await groupsOf(platform, callerOf(request))
      return { value: groups.map((each) => render({ ...scope, accountName: each.id }, each, originOf(request), location)) }
    },
  )

  app.get(
    accountsRoot,
    { config: reads, schema: described('Lists accounts of an Azure resource group, which are all', { params: OfGroup }) },
    async (request) => {
      const groups = await groupsOf(platform, callerOf(request))
      return {
        value: groups.map((each) => render({ ...request.params, accountName: each.id }, each, originOf(request), location)),
      }
    },
  )

  app.get(accountRoot, { config: reads, schema: described('Reads an account', { params: OfAccount }) }, async (request) => {
    const group = await enterAccount(platform, callerOf(request), request.params.accountName)
    return render(request.params, group, originOf(request), location)
  })

  app.put(
    accountRoot,
    {
      config: creates,
      schema: described('Creates a resource group as an account', {
        params: OfAccount,
        body: Body,
        description: 'One that is there stays as it is. Takes an administrator of the installation.',
      }),
    },
    async (request, reply) => {
      const { accountName } = request.params
      const subdomain = request.body.properties?.customSubDomainName
      if (subdomain && !sameName(subdomain, accountName))
        throw invalid(
          'properties.customSubDomainName',
          `must be ${accountName} or absent: accounts have no addresses of their own`,
        )
      const name = ResourceGroupId.safeParse(accountName)
      if (!name.success) throw invalid('accountName', name.error.issues[0]?.message ?? 'is not valid', 'AccountNameInvalid')
      const principal = callerOf(request)
      const found = (await groupsOf(platform, principal)).find(({ id }) => id === accountName)
      const group = found ?? (await platform.createResourceGroup(principal, { id: name.data, labels: [] }))
      return reply.code(found ? 200 : 201).send(render(request.params, group, originOf(request), location))
    },
  )

  app.delete(
    accountRoot,
    {
      config: creates,
      schema: described('Deletes an account: its resource group with all that is in it', { params: OfAccount }),
    },
    async (request, reply) => {
      const principal = callerOf(request)
      const found = (await groupsOf(platform, principal)).find(({ id }) => id === request.params.accountName)
      if (!found) return reply.code(204).send()
      await platform.deleteResourceGroup(principal, found.id)
      return reply.code(200).send()
    },
  )
}

/** One address for all accounts: which is meant follows from the key, or from the header `AI-Resource-Group`. */
const render = (scope: AccountScope, group: ResourceGroup, origin: string, location: string) => ({
  id: accountId(scope),
  name: group.id,
  type: 'Microsoft.CognitiveServices/accounts',
  kind: 'AIServices',
  location,
  sku: { name: 'S0' },
  tags: {},
  etag: `"${group.generation}"`,
  systemData: { createdAt: toTimestamp(group.createdAt) },
  properties: {
    provisioningState: 'Succeeded',
    endpoint: `${origin}/`,
    endpoints: {
      'OpenAI Language Model Instance API': `${origin}/`,
      'Azure AI Model Inference API': `${origin}/`,
      'AI Foundry API': `${origin}/`,
    },
    internalId: group.id,
    customSubDomainName: group.id,
    publicNetworkAccess: 'Enabled',
    disableLocalAuth: false,
    dateCreated: toTimestamp(group.createdAt),
    capabilities: [],
  },
})

/** `West Europe` and `westeurope` are one name. */
export const sameName = (one: string, other: string): boolean => plain(one) === plain(other)
const plain = (name: string): string => name.replaceAll(' ', '').toLowerCase()

const invalid = (target: string, trouble: string, code = 'InvalidResourceProperties'): Failure =>
  new Failure('invalid', `${target} ${trouble}`, { target, code })
