import type { FastifyRequest } from 'fastify'
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
  type Scope,
  subscriptionRoot,
  writes,
} from './resource.ts'

type Verbs = Pick<
  Platform,
  | 'enterResourceGroup'
  | 'listResourceGroups'
  | 'createResourceGroup'
  | 'deleteResourceGroup'
  | 'accountKeysAreOn'
  | 'switchAccountKeys'
>

export type AccountDeps = {
  readonly platform: Verbs
  readonly originOf: OriginOf
  /** Where this installation says that it is. */
  readonly location: string
}

const accountKinds = ['AIServices', 'OpenAI', 'CognitiveServices'] as const
const usualKind = 'AIServices'
/** Of a resource group: the account's kind, where it is another than usual. */
const kindLabel = 'lectern/account-kind'

const kindOf = ({ labels }: ResourceGroup): string => labels.find(({ key }) => key === kindLabel)?.value ?? usualKind

function mustStay(group: ResourceGroup, kind: string | null | undefined): void {
  if (kind && kind !== kindOf(group)) throw invalid('kind', `must be ${kindOf(group)}, as this account is; make another account`)
}

const readOnly = z.unknown().optional()

/** An account has no settings of its own here: what is sent must be what it is. */
const AccountRequest = (location: string) =>
  z
    .strictObject({
      kind: z.enum(accountKinds).nullish().describe('Stays as it was when the account was made'),
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
          disableLocalAuth: z.boolean().nullish().describe('true: its two keys are switched off'),
        })
        .nullish(),
      id: readOnly,
      name: readOnly,
      type: readOnly,
      etag: readOnly,
    })
    .meta({ id: 'ArmAccount' })

const creates = { access: { role: 'admin', group: 'none' } } as const

/** Accounts of Azure OpenAI and Foundry: resource groups. */
export const mountAccounts = (app: ControlApp, { platform, originOf, location }: AccountDeps): void => {
  const Body = AccountRequest(location)
  /** Accounts of a list are shown in the resource group that was asked about, or in one that any address may name. */
  const usualGroup = 'lectern'

  const show = async (request: FastifyRequest, scope: AccountScope, group: ResourceGroup) => {
    const caller = { principal: callerOf(request), resourceGroup: group.id }
    return render(scope, group, { origin: originOf(request), location, keys: await platform.accountKeysAreOn(caller) })
  }
  const showAll = async (request: FastifyRequest, scope: Scope) => {
    const groups = await groupsOf(platform, callerOf(request))
    return { value: await Promise.all(groups.map((each) => show(request, { ...scope, accountName: each.id }, each))) }
  }
  const switchKeys = async (request: FastifyRequest, resourceGroup: string, off: boolean | null | undefined) => {
    if (typeof off === 'boolean') await platform.switchAccountKeys({ principal: callerOf(request), resourceGroup }, !off)
  }

  app.get(
    `${subscriptionRoot}/accounts`,
    { config: reads, schema: described('Lists accounts', { params: OfSubscription }) },
    (request) => showAll(request, { ...request.params, resourceGroupName: usualGroup }),
  )

  app.get(
    accountsRoot,
    { config: reads, schema: described('Lists accounts of an Azure resource group, which are all', { params: OfGroup }) },
    (request) => showAll(request, request.params),
  )

  app.get(accountRoot, { config: reads, schema: described('Reads an account', { params: OfAccount }) }, async (request) => {
    const group = await enterAccount(platform, callerOf(request), request.params.accountName)
    return show(request, request.params, group)
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
      const { kind } = request.body
      if (found) mustStay(found, kind)
      const labels = kind && kind !== usualKind ? [{ key: kindLabel, value: kind }] : []
      const group = found ?? (await platform.createResourceGroup(principal, { id: name.data, labels }))
      await switchKeys(request, group.id, request.body.properties?.disableLocalAuth)
      return reply.code(found ? 200 : 201).send(await show(request, request.params, group))
    },
  )

  app.patch(
    accountRoot,
    {
      config: writes,
      schema: described('Switches the two keys of an account off or on', { params: OfAccount, body: Body }),
    },
    async (request) => {
      const group = await enterAccount(platform, callerOf(request), request.params.accountName)
      mustStay(group, request.body.kind)
      await switchKeys(request, group.id, request.body.properties?.disableLocalAuth)
      return show(request, request.params, group)
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
const render = (
  scope: AccountScope,
  group: ResourceGroup,
  { origin, location, keys }: { readonly origin: string; readonly location: string; readonly keys: boolean },
) => ({
  id: accountId(scope),
  name: group.id,
  type: 'Microsoft.CognitiveServices/accounts',
  kind: kindOf(group),
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
    disableLocalAuth: !keys,
    dateCreated: toTimestamp(group.createdAt),
    capabilities: [],
  },
})

/** `West Europe` and `westeurope` are one name. */
export const sameName = (one: string, other: string): boolean => plain(one) === plain(other)
const plain = (name: string): string => name.replaceAll(' ', '').toLowerCase()

const invalid = (target: string, trouble: string, code = 'InvalidResourceProperties'): Failure =>
  new Failure('invalid', `${target} ${trouble}`, { target, code })
