import { z } from 'zod'
import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import type { ControlApp } from '../../control/app.ts'
import { described, type InAccount, noBody, writes } from '../resource.ts'
import { inWorkspace, OfEndpoint } from './address.ts'

type Verbs = Pick<Platform, 'listAccountKeys' | 'regenerateAccountKey'>

const WhichKey = z
  .strictObject({ keyType: z.enum(['Primary', 'Secondary']), keyValue: z.null().optional() })
  .meta({ id: 'ArmEndpointKey' })

const shown = ({ key1, key2 }: { readonly key1: string; readonly key2: string }) => ({ primaryKey: key1, secondaryKey: key2 })

/** The keys of an endpoint are those of its group: they open every endpoint in it. `find` throws where there is no such endpoint. */
export const mountEndpointKeys = (
  app: ControlApp,
  platform: Verbs,
  inAccount: InAccount,
  root: string,
  what: string,
  find: (caller: Caller, name: string) => Promise<void>,
): void => {
  app.post(
    `${root}/listKeys`,
    { config: writes, schema: described(`Shows the two keys of ${what}`, { params: OfEndpoint, body: noBody }) },
    async (request) => {
      const caller = await inWorkspace(inAccount, request)
      await find(caller, request.params.endpointName)
      return shown(await platform.listAccountKeys(caller))
    },
  )

  app.post(
    `${root}/regenerateKeys`,
    { config: writes, schema: described(`Exchanges a key of ${what}`, { params: OfEndpoint, body: WhichKey }) },
    async (request) => {
      const caller = await inWorkspace(inAccount, request)
      await find(caller, request.params.endpointName)
      return shown(await platform.regenerateAccountKey(caller, request.body.keyType === 'Primary' ? 'Key1' : 'Key2'))
    },
  )
}
