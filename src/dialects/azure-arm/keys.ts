import { z } from 'zod'
import { keyNames } from '../../control/platform/account-keys.ts'
import type { Platform } from '../../control/platform/platform.ts'
import type { ControlApp } from '../control/app.ts'
import { accountRoot, described, type InAccount, noBody, OfAccount, writes } from './resource.ts'

type Verbs = Pick<Platform, 'listAccountKeys' | 'regenerateAccountKey'>

const WhichKey = z.strictObject({ keyName: z.enum(keyNames) }).meta({ id: 'ArmKeyName' })

/** An account's two keys: one can be exchanged while callers use the other. */
export const mountKeys = (app: ControlApp, platform: Verbs, inAccount: InAccount): void => {
  app.post(
    `${accountRoot}/listKeys`,
    { config: writes, schema: described('Shows the two keys of an account', { params: OfAccount, body: noBody }) },
    async (request) => platform.listAccountKeys(await inAccount(request, request.params.accountName)),
  )

  app.post(
    `${accountRoot}/regenerateKey`,
    {
      config: writes,
      schema: described('Exchanges one of the two keys of an account', { params: OfAccount, body: WhichKey }),
    },
    async (request) => platform.regenerateAccountKey(await inAccount(request, request.params.accountName), request.body.keyName),
  )
}
