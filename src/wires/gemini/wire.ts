import { guessing } from '../guess.ts'
import { makeEndsWatcher } from '../json-tail.ts'
import { withPictures } from '../pictures.ts'
import { makeSseWatcher } from '../sse-watcher.ts'
import type { JsonWatcher, Wire } from '../wire.ts'
import { picturesAt } from './pictures.ts'
import { findRawUsage, isRaw, makeRawEvents } from './raw.ts'
import { findGeminiUsage, makeGeminiEvents, makePredictWatcher } from './usage.ts'

/** Gemini's generateContent and its neighbours: the path names the model, every body goes on untouched. */
export const geminiWire: Wire = {
  id: 'gemini',
  reads: (method) => method === 'POST',
  prepare: (_below, { bytes }) => ({ bytes, hideUsage: false }),
  watchJson: (below = '') =>
    isRaw(below)
      ? makeEndsWatcher(findRawUsage)
      : guessing(
          withPictures(makeEitherWatcher(), [picturesAt(below)], ([made = 0]) => made),
          below,
        ),
  watchStream: (_hideUsage, below = '') => makeSseWatcher(isRaw(below) ? makeRawEvents() : makeGeminiEvents()),
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
