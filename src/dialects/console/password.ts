import { z } from 'zod'
import { NewPassword } from '../../domain/person.ts'
import { callerOf } from '../control/access.ts'
import type { ControlApp } from '../control/app.ts'
import { refusals } from '../sap-ai-api/control/errors.ts'
import { fromOf } from './asked-by.ts'
import type { ConsoleDeps } from './deps.ts'

const PasswordChange = z
  .strictObject({ old: z.string().min(1).max(1_000), new: NewPassword })
  .meta({ id: 'PasswordChange', description: 'The present password, and the one that is to be' })

export const mountPassword = (app: ControlApp, { people: { signIn } }: Pick<ConsoleDeps, 'people'>): void => {
  app.post(
    '/console/password',
    {
      config: { access: { role: 'viewer', group: 'none' }, audit: { as: 'people.change-password' } },
      schema: {
        tags: ['Sign-in'],
        operationId: 'console.password.change',
        summary: 'Changes the password of who is signed in',
        description: 'By the access token of a session, not by its cookie. All other sessions of the person end.',
        body: PasswordChange,
        response: { 200: z.object({ message: z.string() }), ...refusals },
      },
    },
    async (request) => {
      await signIn.changePassword(callerOf(request), request.body.old, request.body.new, fromOf(request).address)
      return { message: 'password changed; your other sessions have ended' }
    },
  )
}
