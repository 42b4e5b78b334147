import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { keyNames } from '../../../control/platform/account-keys.ts'
import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { ResourceGroupId } from '../../../domain/ids.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'

type Verbs = Pick<
  Platform,
  'enterResourceGroup' | 'listAccountKeys' | 'regenerateAccountKey' | 'accountKeysAreOn' | 'switchAccountKeys'
>

const Keys = z.object({ key1: z.string(), key2: z.string() }).meta({ id: 'AccountKeys' })
const KeySwitch = z
  .strictObject({ enabled: z.boolean().describe('false: nobody gets in with the two keys, and they cannot be read') })
  .meta({ id: 'AccountKeySwitch' })
const Renewal = z.strictObject({ keyName: z.enum(keyNames) }).meta({ id: 'AccountKeyRenewal' })

const config = { access: { role: 'operator', group: 'none' }, lectern: true } as const
const tags = ['Credentials']
const params = z.object({ resourceGroupId: ResourceGroupId })
const base = '/v2/admin/resourceGroups/:resourceGroupId'

/** The two keys of a resource group, which can be read again and renewed one after the other. */
export const mountAccountKeys = (app: ControlApp, platform: Verbs): void => {
  const callerIn = async (request: FastifyRequest, id: string): Promise<Caller> => {
    const principal = callerOf(request)
    await platform.enterResourceGroup(principal, id)
    return { principal, resourceGroup: id }
  }

  app.post(
    `${base}/listKeys`,
    {
      config,
      schema: {
        tags,
        operationId: 'account_keys.list',
        summary: 'Shows the two keys of a resource group',
        description: 'They are made when they are first asked for: role consumer, for all deployments of the group.',
        params,
        response: { 200: Keys, ...refusals },
      },
    },
    async (request) => platform.listAccountKeys(await callerIn(request, request.params.resourceGroupId)),
  )

  app.post(
    `${base}/regenerateKey`,
    {
      config,
      schema: {
        tags,
        operationId: 'account_keys.regenerate',
        summary: 'Makes one of the two keys anew',
        description: 'Its old text is refused from then on; the other key goes on working.',
        params,
        body: Renewal,
        response: { 200: Keys, ...refusals },
      },
    },
    async (request) =>
      platform.regenerateAccountKey(await callerIn(request, request.params.resourceGroupId), request.body.keyName),
  )

  app.get(
    `${base}/accountKeys`,
    {
      config,
      schema: {
        tags,
        operationId: 'account_keys.get',
        summary: 'Says whether the two keys of a resource group are taken',
        params,
        response: { 200: KeySwitch, ...refusals },
      },
    },
    async (request) => ({ enabled: await platform.accountKeysAreOn(await callerIn(request, request.params.resourceGroupId)) }),
  )

  app.put(
    `${base}/accountKeys`,
    {
      config,
      schema: {
        tags,
        operationId: 'account_keys.switch',
        summary: 'Switches the two keys of a resource group off or on',
        params,
        body: KeySwitch,
        response: { 200: KeySwitch, ...refusals },
      },
    },
    async (request) => {
      await platform.switchAccountKeys(await callerIn(request, request.params.resourceGroupId), request.body.enabled)
      return { enabled: request.body.enabled }
    },
  )
}
