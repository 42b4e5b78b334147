import type { ControlApp, ControlDialect } from '../control/app.ts'
import { renderErrorBody } from '../sap-ai-api/control/errors.ts'
import type { ConsoleDeps } from './deps.ts'
import { mountPassword } from './password.ts'
import { mountProvider } from './provider.ts'
import { mountSession } from './session.ts'
import { mountSignInLink } from './sign-in-link.ts'
import { mountWebappPages } from './webapps.ts'

/**
 * How people get into the console and out of it. The cookie opens these addresses alone: it is exchanged for an access token that lives
 * for minutes, so no other route has to ask itself who made a browser send it. The console's files are in `static.ts`.
 */
export const consoleControl = (deps: ConsoleDeps): ControlDialect => ({
  id: 'console',
  renderError: renderErrorBody,
  mount(app) {
    mountSession(app, deps)
    mountPassword(app, deps)
    mountWebappPages(app, deps)
    // What a browser is sent to answers with pages, refusals too.
    app.register(async (scope: ControlApp) => mountSignInLink(scope, deps))
    app.register(async (scope: ControlApp) => mountProvider(scope, deps))
  },
})
