import { Buffer } from 'node:buffer'
import { operationOf } from '../operation.ts'
import { makeFinder, stringMembers, withPictures } from '../pictures.ts'
import type { JsonWatcher } from '../wire.ts'

const responses = /\/responses\/?$/

/** Whether calls to this path may make pictures: the images API, and the responses API with its tool. */
export const makesPictures = (below: string): boolean => operationOf(below) === 'image_generation' || responses.test(below)

/** The images API answers each picture as a link or in Base64; the responses API each in an item of its output. */
export function withOpenaiPictures(watcher: JsonWatcher, below: string): JsonWatcher {
  if (!makesPictures(below)) return watcher
  if (responses.test(below)) return withPictures(watcher, [makeFinder(item, item.length, () => true)], ([items = 0]) => items)
  return withPictures(watcher, [stringMembers('b64_json'), stringMembers('url')], (found) => Math.max(...found))
}

const item = '"image_generation_call"'

const finals = ['image_generation.completed', 'image_edit.completed', 'response.image_generation_call.completed'].map((type) =>
  Buffer.from(`"${type}"`),
)
/** `type` is the first member, or near it: what follows is the picture. */
const headBytes = 512

/** Whether an event says that a picture is done; those before show how it comes along. */
export const isPicture = (data: Buffer): boolean => {
  const head = data.length > headBytes ? data.subarray(0, headBytes) : data
  return finals.some((type) => head.includes(type))
}
