import type { Agent } from 'undici'

/** Posts JSON to one address that the operator named. Throws where it was not taken within `boundMs`. */
export const makeJsonPost = (url: string, headers: Readonly<Record<string, string>>, boundMs = 10_000) => {
  let opening: Promise<Agent> | null = null
  const { origin, pathname, search } = new URL(url)
  const path = `${pathname}${search}`
  return async (body: string): Promise<void> => {
    opening ??= openAgent(boundMs)
    const agent = await opening
    const answer = await agent.request({
      origin,
      path,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    })
    await answer.body.dump()
    if (answer.statusCode >= 300) throw new Error(`${origin} answered ${answer.statusCode}`)
  }
}

/** Loaded with the first post: a process that exports nothing is ten megabytes smaller without undici. */
async function openAgent(boundMs: number): Promise<Agent> {
  const { Agent } = await import('undici')
  return new Agent({ connections: 1, connect: { timeout: 3_000 }, headersTimeout: boundMs, bodyTimeout: boundMs })
}
