import { ApiError, UnreachableError, UntrustedError } from '../client/api-error.ts'
import { exitOf, exits } from './exit-codes.ts'
import { plain } from './output.ts'
import type { Paint } from './paint.ts'
import { Trouble, UsageError } from './world.ts'

/** Where a command line was when it failed; what is not known yet is null. */
export type Scene = {
  /** `deployments get` */
  readonly command: string | null
  /** Of the server that was asked. */
  readonly url: string | null
}

/** What went wrong, what to do next, where to read more, and what to quote to an operator; null: it is a bug, nothing is known of it. */
export function explain(error: unknown, scene: Scene, paint: Paint): { readonly text: string; readonly exitCode: number } | null {
  if (error instanceof ApiError) {
    return {
      exitCode: exitOf(error.status),
      text: lines(paint, plain(error.message), {
        next: afterRefusal(error, scene),
        docs: scene.url && `${scene.url.replace(/\/+$/, '')}/docs/reference/errors/#${plain(error.code).toLowerCase()}`,
        request: error.requestId && plain(error.requestId),
      }),
    }
  }
  if (error instanceof UnreachableError)
    return { exitCode: exits.failure, text: lines(paint, error.message, { next: afterSilence(error) }) }
  if (error instanceof Trouble) {
    const help = error instanceof UsageError && scene.command !== null ? `lectern ${scene.command} --help` : null
    return { exitCode: error.exitCode, text: lines(paint, error.message, { next: error.next ?? help }) }
  }
  return null
}

function lines(paint: Paint, what: string, more: Readonly<Record<string, string | null>>): string {
  const rest = Object.entries(more).flatMap(([title, text]) => (text ? [`  ${paint('dim', `${title}:`)} ${text}\n`] : []))
  return `${paint('bad', 'lectern:')} ${what}\n${rest.join('')}`
}

const afterSilence = (error: UnreachableError): string =>
  error instanceof UntrustedError
    ? 'where it is "lectern up --tls self-signed", set NODE_EXTRA_CA_CERTS to credentials/tls-cert.pem in its data directory'
    : 'start one with "lectern up", or name another with --url or --context; "lectern doctor" looks for the reason'

/** null: the message says it all. */
function afterRefusal({ status, message }: ApiError, { command, url }: Scene): string | null {
  const noun = command?.split(' ')[0] ?? ''
  if (status === 401) return `lectern login ${url ?? '<url>'}, or set LECTERN_API_KEY to a key that is valid`
  if (status === 403) return 'ask an administrator for a role or a resource group; "lectern status" says who you are'
  if (status === 404 && /resource group \S+ not found/i.test(message)) return 'lectern groups ls'
  if (status === 404) return withList.has(noun) && !message.includes('no deployment') ? `lectern ${noun} ls` : 'lectern ls'
  if (status === 409 || status === 412) return 'look at how it is now, and try again'
  if (status === 423) return 'lectern deployments start, or resume where it is paused'
  if (status === 429) return 'wait a little; "lectern quotas ls" and "lectern budgets ls" show the limits'
  if (status === 400 && message.startsWith('model: there is no model')) return 'lectern offers'
  return status >= 500 ? 'lectern doctor' : null
}

const withList = new Set([
  ...['deployments', 'configurations', 'models', 'registry', 'connections', 'keys', 'clients', 'groups', 'quotas', 'budgets'],
  ...['plans', 'pools', 'rates', 'secrets', 'templates', 'notifications', 'batches', 'inferences', 'people', 'context'],
])
