import { Failure } from '../domain/failure.ts'
import { type Route, transformerLane } from '../domain/route.ts'
import type { Asked, Step } from './asked.ts'
import type { Call } from './call.ts'
import { type Gathering, gather } from './gather.ts'
import type { Held } from './held.ts'
import type { InferenceLog } from './inference-log.ts'
import type { Outcome } from './relay.ts'
import type { Table } from './table.ts'

export type TransformedDeps = {
  readonly table: Pick<Table, 'byLane'>
  readonly held: Pick<Held, 'hold'>
  readonly inferenceLog: Pick<InferenceLog, 'beginBehind'>
  readonly exchange: (route: Route, call: Call, asked: Asked) => Promise<Outcome>
}

/** Longest body that goes from one component to the next. */
const mostBytes = 64 * 1024 * 1024

/**
 * A call of a deployment with a transformer: its preprocess, the predictor, its postprocess, each in its own lane. An answer that
 * is no 200 is the caller's and ends the call wherever it came from. Calls that are no inference go to the predictor alone. What
 * preprocessed a call does its postprocess, too, whatever became of the deployment meanwhile.
 */
export const makeTransformed =
  ({ table, held, inferenceLog, exchange }: TransformedDeps) =>
  async (route: Route, call: Call, asked: Asked): Promise<Outcome> => {
    const protocol = protocolOf(route, asked)
    const lane = transformerLane(route.deploymentId)
    const first = table.byLane(lane)
    // A deployment that has none any more serves without.
    if (protocol === null || !first) return exchange(route, call, asked)

    /** How often one component was asked more than once. */
    let repeats = 0
    let sent = 0
    /** One exchange; what the call ends with, or null where its answer is for the next component. */
    const step = async (
      to: Route,
      { pinned, rawHeaders }: Pick<Step, 'pinned' | 'rawHeaders'>,
      answer: Gathering | null,
      more: Partial<Asked>,
    ): Promise<Outcome | null> => {
      call.relay = null
      call.attempts = 0
      const own = { route, pinned, rawHeaders, isLast: () => (answer?.passed() ?? true) && asked.step?.isLast() !== false }
      const outcome = await exchange(to, call, { ...asked, ...more, response: answer ?? asked.response, step: own })
      sent = Math.max(sent, Math.min(1, call.attempts))
      repeats += Math.max(0, call.attempts - 1)
      if (!answer || answer.passed()) return outcome
      if (outcome.kind === 'broken') return { kind: 'failed', failure: outcome.failure }
      return outcome.kind === 'answered' ? null : outcome
    }
    const answerOf = (who: string): Gathering => gather(asked.response, mostBytes, () => call.relay?.cancel(tooLong(route, who)))
    const { rawHeaders, headers } = asked.request
    let release = held.hold(first.targets)
    try {
      const before = answerOf('transformer')
      const refused = await step(first, { rawHeaders }, before, { below: `${protocol}/preprocess`, query: '' }).catch((error) => {
        if (isGone(error, lane)) return 'gone' as const
        throw error
      })
      if (refused === 'gone') return await exchange(route, call, asked)
      if (refused) return refused
      // One that rested has been started for this call.
      const transformer = first.targets.length > 0 ? first : (table.byLane(lane) ?? first)
      release()
      release = held.hold(transformer.targets)

      const input = before.whole()
      const streams = headerOf(input.headers, 'lectern-postprocess') === 'none'
      const predicted = streams ? null : answerOf('predictor')
      const wants = streams ? ['accept', headers.accept ?? '*/*'] : ['accept', '*/*', 'lectern-answer', 'whole']
      const toPredictor = { rawHeaders: withBody(rawHeaders, input.headers, wants) }
      const said = { bytes: input.bytes, contentType: headerOf(input.headers, 'content-type') ?? '' }
      const kept = inferenceLog.beginBehind(call, route, asked.request, predicted ?? asked.response, said, asked.below)
      const ended = await step(route, toPredictor, predicted, { body: { kind: 'bytes', bytes: input.bytes } })
      kept?.ended(ended?.kind ?? 'answered', call.relay?.status ?? 0, call.relay?.eventStream ?? false, null)
      if (!predicted || ended) return ended ?? { kind: 'hang-up' }

      const output = predicted.whole()
      const back = { pinned: transformer, rawHeaders: withBody(rawHeaders, output.headers, ['accept', '*/*']) }
      const body = { kind: 'bytes', bytes: output.bytes } as const
      const last = await step(transformer, back, null, { below: `${protocol}/postprocess`, query: '', body }).catch((error) => {
        throw isGone(error, lane) ? changed(route) : error
      })
      return last ?? { kind: 'hang-up' }
    } finally {
      release()
      call.attempts = sent + repeats
    }
  }

const isGone = (error: unknown, lane: string): boolean =>
  error instanceof Failure && error.code === 'not_found' && error.details.target === lane

const changed = (route: Route): Failure =>
  new Failure('unavailable', `deployment "${route.name}" was changed while the call was under way; try again`, {
    target: route.deploymentId,
    retryAfterMs: 1_000,
  })

/** Path below the transformer that calls of this kind go under; null: it is no call for it. */
function protocolOf(route: Route, { request, below }: Asked): '/v1' | '/v2' | null {
  if (request.method !== 'POST') return null
  // As model servers read it.
  const path = below.split('/').map(decoded).join('/')
  const [, kind, verb] = /^\/(v[12])\/models\/[^/]+(?:\/versions\/[^/]+)?(?:\/|:)(\w+)\/?$/.exec(path) ?? []
  if (verb === 'generate' || verb === 'generate_stream')
    throw new Failure(
      'invalid',
      `deployment "${route.name}" has a transformer, which takes calls of :predict, :explain and infer; ${verb} would go past it`,
      { target: 'path' },
    )
  if (kind === 'v1') return verb === 'predict' || verb === 'explain' ? '/v1' : null
  return kind === 'v2' && verb === 'infer' ? '/v2' : null
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment // then it is no path that a model server knows
  }
}

const aboutBody = new Set(['content-type', 'content-encoding', 'content-length', 'inference-header-content-length', 'accept'])
const carried = ['content-type', 'inference-header-content-length']

/** The caller's headers, and of those about the body the ones that came with it. */
function withBody(raw: readonly string[], answered: readonly string[], more: readonly string[]): string[] {
  const headers = [...more]
  for (let at = 0; at + 1 < raw.length; at += 2)
    if (!aboutBody.has((raw[at] as string).toLowerCase())) headers.push(raw[at] as string, raw[at + 1] as string)
  for (const name of carried) {
    const value = headerOf(answered, name)
    if (value !== null) headers.push(name, value)
  }
  return headers
}

function headerOf(flat: readonly string[], name: string): string | null {
  const at = flat.findIndex((each, index) => index % 2 === 0 && each === name)
  return at === -1 ? null : (flat[at + 1] ?? '')
}

const tooLong = (route: Route, who: string): Failure =>
  new Failure('upstream_failed', `the ${who} of deployment "${route.name}" answered more than ${mostBytes} bytes`)
