import { ApiError } from '../../client/api-error.ts'
import type { Deployment } from '../../client/types.ts'
import type { About } from '../../client/watching.ts'
import { plain, type Shape } from '../output.ts'
import type { Session } from '../session.ts'

type Status = {
  readonly url: string
  readonly group: string
  readonly caller: About['caller'] | null
  readonly version: string | null
  readonly deployments: Readonly<Record<string, number>>
  readonly problems: readonly { readonly name: string; readonly status: string; readonly message: string }[]
}

const shape: Shape<Status> = {
  columns: {
    SERVER: (each) => each.url,
    VERSION: (each) => each.version,
    GROUP: (each) => each.group,
    YOU: ({ caller }) => caller && `${caller.name} (${words[caller.kind] ?? caller.kind}, role ${caller.role})`,
    DEPLOYMENTS: (each) =>
      Object.entries(each.deployments)
        .map(([status, count]) => `${count} ${status}`)
        .join(', ') || 'none',
    PROBLEMS: (each) => each.problems.map(({ name, status, message }) => `${name} is ${status}: ${message}`).join('; ') || 'none',
  },
  name: (each) => each.url,
}

const words: Readonly<Record<string, string>> = { apiKey: 'API key', oauthClient: 'OAuth client' }

/** Where commands go, and what is wrong there. */
export async function status(session: Session): Promise<void> {
  const { client, output, url, group } = session
  const [about, { resources }] = await Promise.all([aboutIt(session), client.deployments.list()])
  const deployments: Record<string, number> = {}
  for (const each of resources) deployments[each.status] = (deployments[each.status] ?? 0) + 1
  const problems = resources.filter(isTrouble).map(({ id, name = id, status, statusMessage = '' }) => ({
    name,
    status,
    message: plain(statusMessage),
  }))
  await output.one(shape, {
    url,
    version: about?.version ?? null,
    group: group ?? 'default',
    caller: about?.caller ?? null,
    deployments,
    problems,
  })
  if (problems.length > 0) session.say(`\nlectern logs ${problems[0]?.name} says more`)
}

const isTrouble = ({ status, targetStatus }: Deployment): boolean =>
  status === 'DEAD' || (status === 'STOPPED' && targetStatus === 'RUNNING')

const aboutIt = ({ client }: Session): Promise<About | null> =>
  client.watching.about().catch((error) => {
    if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return null
    throw error
  })
