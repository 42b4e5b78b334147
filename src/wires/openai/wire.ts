import { guessing } from '../guess.ts'
import type { Wire } from '../wire.ts'
import { makesPictures, withOpenaiPictures } from './pictures.ts'
import { watchRefusal } from './refused.ts'
import { setMembers } from './splice.ts'
import { chatError, makeHidingWatcher, makePassingWatcher } from './stream-watcher.ts'
import { makeJsonWatcher } from './usage.ts'

export const openaiWire: Wire = {
  id: 'openai',
  reads: (method) => method === 'POST',
  prepare(below, { bytes, json }, model) {
    const members = new Map<string, string>()
    if (model !== null && json['model'] !== model) members.set('model', JSON.stringify(model))
    const hideUsage = json['stream'] === true && endsInCompletions.test(below) && usageNotAsked(json['stream_options'])
    if (hideUsage) members.set('stream_options', JSON.stringify({ ...asObject(json['stream_options']), include_usage: true }))
    return { bytes: members.size === 0 ? bytes : setMembers(bytes, members), hideUsage }
  },
  watchRefusal,
  watchJson: (below = '') => guessing(withOpenaiPictures(makeJsonWatcher(), below), below),
  watchStream: (hideUsage, below = '') =>
    hideUsage ? makeHidingWatcher() : makePassingWatcher({ pictures: makesPictures(below), responses: atResponses.test(below) }),
  tiers: (below) => tiered.test(below),
  errorEvent: chatError,
}

const atResponses = /\/responses\/?$/
const tiered = /\/(?:completions|responses)\/?$/

/** Embeddings have no stream, and the responses API always says its usage. */
const endsInCompletions = /\/completions\/?$/

/** Something else than an object is the backend's to refuse. */
const usageNotAsked = (options: unknown): boolean =>
  options === undefined || options === null
    ? true
    : typeof options === 'object' && !Array.isArray(options) && (options as { include_usage?: unknown }).include_usage !== true

const asObject = (options: unknown): object => (typeof options === 'object' && options !== null ? options : {})
