import { request } from 'node:http'
import type { Clock } from '../../domain/clock.ts'
import type { RunProgram } from '../environments/run-program.ts'

/** A program on this machine; `version` null: it is there, and does not say or does not work. */
export type Found = { readonly path: string; readonly version: string | null; readonly trouble: string | null }

const boundMs = 5_000
const keptMs = 60_000

/** Asks programs which version they are; what they said holds for a minute, since starting one takes time. */
export function makePrograms(deps: { readonly run: RunProgram; readonly clock: Clock }) {
  const known = new Map<string, { readonly at: number; readonly found: Promise<Found | null> }>()
  const remembered = (key: string, look: () => Promise<Found | null>): Promise<Found | null> => {
    const now = deps.clock.now()
    const before = known.get(key)
    if (before && now - before.at < keptMs) return before.found
    const found = look()
    known.set(key, { at: now, found })
    return found
  }
  return {
    /** null: there is none. */
    program: (path: string | null): Promise<Found | null> =>
      path === null ? Promise.resolve(null) : remembered(path, () => versionOf(deps.run, path)),
    engineAt: (socketPath: string | null): Promise<Found | null> =>
      socketPath === null ? Promise.resolve(null) : remembered(socketPath, () => askEngine(socketPath)),
  }
}
export type Programs = ReturnType<typeof makePrograms>

async function versionOf(run: RunProgram, path: string): Promise<Found> {
  const lines: string[] = []
  try {
    await run([path, '--version'], (line) => lines.push(line), AbortSignal.timeout(boundMs))
    return {
      path,
      version: /\d+(\.\d+)+|version:? *\d+/.exec(lines.join(' '))?.[0].replace(/^version:? */, '') ?? null,
      trouble: null,
    }
  } catch (error) {
    const trouble = error instanceof Error ? error.message.split('\n')[0] : undefined
    return { path, version: null, trouble: trouble?.slice(0, 200) ?? 'it does not start' }
  }
}

/** Docker's and Podman's own word on which version they are. */
function askEngine(socketPath: string): Promise<Found> {
  const trouble = (why: string): Found => ({ path: socketPath, version: null, trouble: why })
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/version', timeout: boundMs }, async (answer) => {
      let text = ''
      try {
        for await (const chunk of answer) text += chunk
        const { Version } = JSON.parse(text) as { Version?: unknown }
        resolve(
          typeof Version === 'string' ? { path: socketPath, version: Version, trouble: null } : trouble('it says no version'),
        )
      } catch {
        resolve(trouble('it answers something else'))
      }
    })
    asked.once('timeout', () => asked.destroy(new Error('it does not answer')))
    asked.once('error', (error: NodeJS.ErrnoException) => resolve(trouble(error.code ?? error.message)))
    asked.end()
  })
}
