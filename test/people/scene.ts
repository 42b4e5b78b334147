import type { LightMyRequestResponse } from 'fastify'
import type { ControlUnderTest } from '../control-harness.ts'

/** A browser at the control API: keeps its cookies, and says of itself what browsers say. */
export const openBrowser = (control: Pick<ControlUnderTest, 'app'>, own: Record<string, string> = {}) => {
  const cookies = new Map<string, string>()
  const send = async (
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    payload?: object | string,
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await control.app.inject({
      method,
      url,
      headers: {
        host: 'lectern.test',
        'sec-fetch-site': 'same-origin',
        ...(cookie === '' ? {} : { cookie }),
        ...(typeof payload === 'string' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...own,
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    })
    for (const { name, value, maxAge } of answer.cookies as readonly { name: string; value: string; maxAge?: number }[]) {
      if (maxAge === 0) cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  const session = async () => (await send('GET', '/console/session')).json()
  return {
    cookies,
    send,
    /** What `/console/session` says. */
    session,
    signIn: (name: string, password: string, headers: Record<string, string> = {}) =>
      send('POST', '/console/session', { name, password }, headers),
    /** With the access token of the session, as the console calls. */
    call: async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
      send(method, url, payload, { authorization: `Bearer ${(await session()).token}` }),
  }
}

/** The path of a link that signs in. */
export const linkFor = async (control: Pick<ControlUnderTest, 'call'>, person?: string): Promise<string> => {
  const { body } = await control.call('POST', '/v2/admin/sign-in-links', person === undefined ? {} : { person })
  return new URL(body.url).pathname
}
