import type { Readable } from 'node:stream'
import { type Dispatcher, Pool } from 'undici'
import type { Limiter, Used } from '../../domain/resources.ts'

/** What a registry asks of who pulls. Secret. */
export type RegistryAuth = { readonly server: string; readonly username: string; readonly password: string }

/** Of `GET /containers/{id}/json`, what we look at. */
export type Inspected = {
  readonly Id: string
  readonly State: { readonly Running: boolean; readonly OOMKilled: boolean; readonly ExitCode: number; readonly Pid: number }
}

/** Of `GET /containers/{id}/stats`, what we look at; Podman leaves `stats` out, and both leave all out of what has ended. */
type Stats = {
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } }
  readonly memory_stats?: { readonly usage?: number; readonly stats?: Readonly<Record<string, number>> | null }
}

/** An answer other than the one that was asked for; `status` is HTTP's, 0 where nothing answered. */
export class DockerTrouble extends Error {
  readonly status: number
  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/**
 * The part of the Docker Engine API that we use, over its Unix socket; Podman's service answers it too.
 * Source of the shapes: the Engine API reference, v1.41 and newer.
 */
export function openDocker(socketPath: string) {
  const pool = new Pool('http://docker', { socketPath, connections: null, headersTimeout: 0, bodyTimeout: 0 })
  let version: Promise<About> | null = null

  const call = async (method: Dispatcher.HttpMethod, path: string, body?: object, headers: Record<string, string> = {}) => {
    try {
      return await pool.request({
        method,
        path,
        headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
        body: body ? JSON.stringify(body) : null,
      })
    } catch (cause) {
      const why = cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : 'no answer'
      throw new DockerTrouble(`the container engine at ${socketPath} does not answer (${why})`, 0)
    }
  }
  const about = async () => {
    const { ApiVersion } = (await asked(await call('GET', '/version'))) as { ApiVersion: string }
    const info = (await asked(await call('GET', `/v${ApiVersion}/info`))) as {
      SecurityOptions?: string[]
      CgroupVersion?: string
    }
    return {
      api: `/v${ApiVersion}`,
      rootless: (info.SecurityOptions ?? []).some((each) => each.includes('rootless')),
      limiter: info.CgroupVersion === '1' ? ('cgroup-v1' as const) : ('cgroup-v2' as const),
    }
  }
  const engine = () => {
    version ??= about().catch((error) => {
      version = null // it may be started later
      throw error
    })
    return version
  }
  const at = async (method: Dispatcher.HttpMethod, path: string, body?: object, headers?: Record<string, string>) =>
    call(method, `${(await engine()).api}${path}`, body, headers)

  return {
    rootless: async (): Promise<boolean> => (await engine()).rootless,
    /** What it keeps containers to their limits by. */
    limiter: async (): Promise<Limiter> => (await engine()).limiter,
    async hasImage(image: string): Promise<boolean> {
      const answer = await at('GET', `/images/${encodeURIComponent(image)}/json`)
      await answer.body.dump()
      if (answer.statusCode !== 200 && answer.statusCode !== 404)
        throw new DockerTrouble(`looking for image ${image} failed`, answer.statusCode)
      return answer.statusCode === 200
    },
    /** Resolves when the image is here. `say` is told of each step, in the registry's words; `came`, how many bytes of which layer have come. */
    async pull(image: string, auth: RegistryAuth | null, say: (words: string) => void, came: Came = () => {}): Promise<void> {
      const proof =
        auth && Buffer.from(JSON.stringify({ serveraddress: auth.server, username: auth.username, password: auth.password }))
      const answer = await at(
        'POST',
        `/images/create?fromImage=${encodeURIComponent(tagged(image))}`,
        undefined,
        proof ? { 'x-registry-auth': proof.toString('base64url') } : {},
      )
      if (answer.statusCode !== 200) throw await trouble(answer)
      for await (const { status, id, progress, progressDetail, error } of jsonLines(answer.body)) {
        if (error) throw new DockerTrouble(String(error), 0)
        if (status) say([id, status, progress].filter(Boolean).join(' '))
        const { current, total } = (progressDetail ?? {}) as { current?: number; total?: number }
        if (status === 'Downloading' && current && total) came(String(id), current, total)
        if (status === 'Download complete') came(String(id), null, null)
      }
    },
    create: async (name: string, body: object): Promise<string> =>
      ((await asked(await at('POST', `/containers/create?name=${encodeURIComponent(name)}`, body))) as { Id: string }).Id,
    start: async (id: string): Promise<unknown> => asked(await at('POST', `/containers/${id}/start`)),
    inspect: async (id: string) => (await asked(await at('GET', `/containers/${id}/json`))) as Inspected,
    /** What it takes now, and has taken; null: it has ended, or the engine cannot tell. */
    async used(id: string): Promise<Used | null> {
      const { cpu_stats, memory_stats } = (await asked(
        await at('GET', `/containers/${id}/stats?stream=false&one-shot=true`),
      )) as Stats
      if (!memory_stats?.usage) return null
      // Without files that the kernel holds only because there is room; the name depends on the version of control groups.
      const cached = memory_stats.stats?.['inactive_file'] ?? memory_stats.stats?.['total_inactive_file'] ?? 0
      return {
        memoryBytes: Math.max(0, memory_stats.usage - cached),
        cpuSeconds: (cpu_stats?.cpu_usage?.total_usage ?? 0) / 1e9,
      }
    },
    /** Resolves when it has ended. */
    wait: async (id: string): Promise<unknown> => asked(await at('POST', `/containers/${id}/wait`)),
    kill: async (id: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<unknown> =>
      settled(await at('POST', `/containers/${id}/kill?signal=${signal}`)),
    remove: async (id: string): Promise<unknown> => settled(await at('DELETE', `/containers/${id}?force=true&v=true`)),
    /** Multiplexed output from the beginning on, until it ends: see `log-frames.ts`. */
    async logs(id: string): Promise<Readable> {
      const answer = await at('GET', `/containers/${id}/logs?follow=true&stdout=true&stderr=true`)
      if (answer.statusCode !== 200) throw await trouble(answer)
      return answer.body
    },
    /** Ids of all containers with this label, ended ones too. */
    async labelled(label: string): Promise<readonly string[]> {
      const filters = encodeURIComponent(JSON.stringify({ label: [label] }))
      const found = (await asked(await at('GET', `/containers/json?all=true&filters=${filters}`))) as { Id: string }[]
      return found.map(({ Id }) => Id)
    },
    close: () => pool.destroy(),
  }
}
/** null: all of it. */
type Came = (layer: string, bytes: number | null, of: number | null) => void
type About = { readonly api: string; readonly rootless: boolean; readonly limiter: Limiter }

export type Docker = ReturnType<typeof openDocker>

type Answer = Dispatcher.ResponseData

async function asked(answer: Answer): Promise<unknown> {
  if (answer.statusCode >= 300 && answer.statusCode !== 304) throw await trouble(answer)
  const text = await answer.body.text()
  return text === '' ? null : JSON.parse(text)
}

/** What is gone already, or has ended already, is as it was asked to be. */
async function settled(answer: Answer): Promise<unknown> {
  if (answer.statusCode !== 404 && answer.statusCode !== 409) return asked(answer)
  await answer.body.dump()
  return null
}

async function trouble(answer: Answer): Promise<DockerTrouble> {
  const text = await answer.body.text()
  let words = text
  try {
    words = JSON.parse(text).message ?? text
  } catch {
    // not JSON: its text is all there is
  }
  return new DockerTrouble(words.trim() || `the container engine answered ${answer.statusCode}`, answer.statusCode)
}

/** Without a tag or digest all tags of a repository would be pulled. */
function tagged(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1)
  return last.includes(':') || last.includes('@') ? image : `${image}:latest`
}

async function* jsonLines(body: Readable): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let rest = ''
  for await (const chunk of body) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line)
  }
  if (rest.trim() !== '') yield JSON.parse(rest)
}
