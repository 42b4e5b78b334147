import type { Webapp, WebappRequest } from '../../client/webapps.ts'
import type { Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { findDeployment } from './find-deployment.ts'

const shape: Shape<Webapp> = {
  columns: {
    URL: (each) => each.url,
    TITLE: (each) => each.title,
    PUBLIC: (each) => (each.public ? 'yes' : 'no'),
    'API KEY': (each) => each.apiKey ?? '',
    CREATED: (each) => each.createdAt,
  },
  name: (each) => each.url,
}

export async function getWebapp(session: Session, named: string): Promise<void> {
  const { id } = await findDeployment(session, named)
  await session.output.one(shape, await session.client.webapp.get(id))
}

/** Opened again it is as it is said now. */
export async function openWebapp(session: Session, named: string, asked: WebappRequest): Promise<void> {
  const { name, title, greeting, public: everybody } = asked
  const { id } = await findDeployment(session, named)
  const body = {
    ...(name === undefined ? {} : { name }),
    ...(title === undefined ? {} : { title }),
    ...(greeting === undefined ? {} : { greeting }),
    public: everybody ?? false,
  }
  await session.output.one(shape, await session.client.webapp.open(id, body))
}

export async function closeWebapp(session: Session, named: string): Promise<void> {
  const { id } = await findDeployment(session, named)
  await session.client.webapp.close(id)
  session.say(`the chat app of ${named} is closed`)
}
