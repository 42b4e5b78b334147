import { api, call } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'
import type { LogLine } from '../../parts/log-view.tsx'
import { readLog } from '../deployment/log-reading.ts'
import type { Version } from './data.ts'
import { isEmpty, keep, type ScriptDraft } from './draft.ts'

export const steps = ['saving', 'deploying', 'starting', 'calling', 'cleaning'] as const
export type Step = (typeof steps)[number]

/** How far a test run is, and what came of it. */
export type TrialRun = {
  readonly step: Step | 'done'
  /** What the server says of the start: "installs numpy". */
  readonly message: string
  readonly artifact: number | null
  readonly answer: { readonly status: number; readonly ms: number; readonly body: unknown } | null
  readonly trouble: string | null
  readonly log: readonly LogLine[]
}

export const notBegun: TrialRun = {
  step: 'saving',
  message: '',
  artifact: null,
  answer: null,
  trouble: null,
  log: [],
}

type Asked = {
  readonly version: Version
  readonly draft: ScriptDraft
  readonly input: unknown
  /** More parameters of the deployment: packages. */
  readonly parameters: readonly { readonly key: string; readonly value: string }[]
}

const pollMs = 400
const pollMost = 1_200

/**
 * Deploys a version with scripts for a moment, calls it once and takes it away. What a broken page leaves behind goes by itself after
 * ten minutes. `tell`: what has changed. Never rejects.
 */
export async function tryOut(asked: Asked, signal: AbortSignal, tell: (more: Partial<TrialRun>) => void): Promise<void> {
  let id: string | null = null
  try {
    const { name, version } = asked.version
    const artifact = isEmpty(asked.draft) ? null : await keep(asked.version, asked.draft)
    tell({ step: 'deploying', artifact })
    const called = `try-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? 'out'}`
    const { data } = await api.POST('/v2/lm/models/deploy', {
      body: {
        model: name,
        version: String(version),
        name: called,
        ttl: '10m',
        parameters: [...(artifact === null ? [] : [{ key: 'artifactVersion', value: String(artifact) }]), ...asked.parameters],
      },
    })
    id = (data as { readonly id: string }).id
    tell({ step: 'starting' })
    if (await hasStarted(id, signal, tell)) {
      tell({ step: 'calling' })
      tell({ answer: await answerOf(id, called, asked.input, signal) })
    }
  } catch (error) {
    tell({ trouble: signal.aborted ? null : error instanceof Error ? error.message : String(error) })
  }
  if (id !== null) await takeAway(id, tell)
  tell({ step: 'done', message: '' })
}

/** false: it will not. What the server says of that is told. */
async function hasStarted(id: string, signal: AbortSignal, tell: (more: Partial<TrialRun>) => void): Promise<boolean> {
  for (let tries = 0; tries < pollMost; tries += 1) {
    const { status, statusMessage } = await read(id)
    signal.throwIfAborted()
    if (status === 'RUNNING') return true
    if (status === 'DEAD' || status === 'STOPPED') {
      tell({ trouble: statusMessage })
      return false
    }
    tell({ message: statusMessage })
    await pause()
  }
  throw new Error('it did not start in time')
}

/** Gateways hear of a deployment a moment after it runs. */
async function answerOf(
  id: string,
  called: string,
  input: unknown,
  signal: AbortSignal,
): Promise<NonNullable<TrialRun['answer']>> {
  for (let tries = 0; ; tries += 1) {
    const from = performance.now()
    const response = await call(`/v2/inference/deployments/${id}/v1/models/${encodeURIComponent(called)}:predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
      signal,
    })
    const text = await response.text()
    const answer = { status: response.status, ms: performance.now() - from, body: jsonOr(text) }
    if (tries >= 5 || (response.status !== 404 && response.status !== 503)) return answer
    await pause()
  }
}

async function takeAway(id: string, tell: (more: Partial<TrialRun>) => void): Promise<void> {
  const params = { path: { deploymentId: id } }
  try {
    // What it printed last comes a moment later.
    await pause()
    tell({ step: 'cleaning', log: await readLog({ deploymentId: id, previous: false }, (instance) => instance) })
    if ((await read(id)).status !== 'DEAD')
      await api.PATCH('/v2/lm/deployments/{deploymentId}', { params, body: { targetStatus: 'STOPPED' } })
    for (let tries = 0; tries < 150; tries += 1) {
      const { status } = await read(id)
      if (status === 'STOPPED' || status === 'DEAD') break
      await pause()
    }
    await api.DELETE('/v2/lm/deployments/{deploymentId}', { params })
  } catch (error) {
    // It goes by itself after its ten minutes.
    if (!(error instanceof Problem)) return
    if (error.status !== 404) tell({ trouble: error.message })
  }
}

const read = async (id: string): Promise<{ readonly status: string; readonly statusMessage: string }> => {
  const { data } = await api.GET('/v2/lm/deployments/{deploymentId}', { params: { path: { deploymentId: id } } })
  const { status, statusMessage = '' } = data as { readonly status: string; readonly statusMessage?: string }
  return { status, statusMessage }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pollMs))

const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The last traceback or stack in a log; null: there is none. */
export function traceIn(lines: readonly LogLine[]): string | null {
  const texts = lines.map(({ text }) => text)
  const python = texts.findLastIndex((text) => text.includes('Traceback (most recent call last)'))
  if (python >= 0) {
    const after = texts.findIndex((text, at) => at > python && /^\S/.test(text))
    return texts.slice(python, after < 0 ? undefined : after + 1).join('\n')
  }
  const last = texts.findLastIndex((text) => /^\s+at .+/.test(text))
  if (last < 0) return null
  let first = last
  while (first > 0 && /^\s+at .+/.test(texts[first - 1] ?? '')) first -= 1
  return texts.slice(Math.max(0, first - 1), last + 1).join('\n')
}
