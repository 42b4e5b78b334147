import type { Buffer } from 'node:buffer'
import { type Finder, makeFinder, stringMembers } from '../pictures.ts'

const name = '"inlineData"'
const shape = /^"inlineData"\s*:\s*\{\s*"mimeType"\s*:\s*"image\//
const everyShape = new RegExp(shape.source.slice(1), 'g')
/** Longest beginning with white space. */
const most = 128

/** Models that talk put pictures among their parts; those of `:predict` make nothing else. */
export const picturesAt = (below: string): Finder =>
  below.endsWith(':predict') ? stringMembers('mimeType', 'image/') : makeFinder(name, most, (text) => shape.test(text))

/** Of one event. */
export const picturesIn = (data: Buffer): number =>
  data.includes(name) ? (data.toString('latin1').match(everyShape)?.length ?? 0) : 0
