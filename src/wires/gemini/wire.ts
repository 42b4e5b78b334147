import { makeEndsWatcher } from '../json-tail.ts'
import { makeSseWatcher } from '../sse-watcher.ts'
import type { JsonWatcher, Wire } from '../wire.ts'
import { findGeminiUsage, makeGeminiEvents, makePredictWatcher } from './usage.ts'

/** Gemini's generateContent and its neighbours: the path names the model, every body goes on untouched. */
export const geminiWire: Wire = {
  id: 'gemini',
  reads: (method) => method === 'POST',
  prepare: (_below, { bytes }) => ({ bytes, hideUsage: false }),
  watchJson: makeEitherWatcher,
  watchStream: () => makeSseWatcher(makeGeminiEvents()),
  errorEvent: (message, code) =>
    `data: ${JSON.stringify({ error: { code: code === 'timeout' ? 504 : 502, message, status: statusOf[code] ?? 'INTERNAL' } })}\n\n`,
}

const statusOf: Readonly<Record<string, string>> = { timeout: 'DEADLINE_EXCEEDED', unavailable: 'UNAVAILABLE' }

/** `usageMetadata` where there is one, else what `:predict` says. */
function makeEitherWatcher(): JsonWatcher {
  const ends = makeEndsWatcher(findGeminiUsage)
  const predict = makePredictWatcher()
  return {
    push(chunk) {
      ends.push(chunk)
      predict.push(chunk)
    },
    usage: () => ends.usage() ?? predict.usage(),
  }
}
