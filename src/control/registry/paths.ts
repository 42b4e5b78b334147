import { Failure } from '../../domain/failure.ts'
import { short } from '../platform/listing.ts'

const longestPath = 1_024
const longestSegment = 255
const deepest = 40

/** A path of the group's tree, without slashes at its ends; '' is the top. Throws `Failure('invalid')` for what no file may be called. */
export function treePath(text: string, target = 'path'): string {
  const path = text.replace(/^\/+|\/+$/g, '')
  return path === '' ? '' : filePath(path, target)
}

/** A path of a file within a folder: relative, nothing in it that could lead elsewhere on any system. */
export function filePath(text: string, target = 'path'): string {
  const refuse = (trouble: string): never => {
    throw new Failure('invalid', `${target} "${short(text)}" ${trouble}`, { target })
  }
  if (text.length > longestPath) refuse(`has more than ${longestPath} characters`)
  const segments = text.split('/')
  if (segments.length > deepest) refuse(`is more than ${deepest} folders deep`)
  for (const segment of segments) {
    if (segment === '') refuse('must be relative, without empty parts')
    if (segment === '.' || segment === '..') refuse('must not hold "." or ".." as a part')
    if (Buffer.byteLength(segment) > longestSegment) refuse(`has a part of more than ${longestSegment} bytes`)
    if (/[\\\p{Cc}]/u.test(segment) || !segment.isWellFormed())
      refuse('must not hold backslashes, control characters or broken text')
  }
  return text
}

/** The folders above a path, from the top down: `Models`, `Models/iris`. */
export const foldersAbove = (path: string): string[] => {
  const segments = path.split('/').slice(0, -1)
  return segments.map((_, at) => segments.slice(0, at + 1).join('/'))
}

export const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

export const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

/** The model version that a path lies in: `Models/iris/1/…`. */
export function versionIn(path: string): { readonly name: string; readonly version: number; readonly rest: string } | null {
  const [, name = '', number = '', rest = ''] = /^Models\/(\w+)\/([1-9]\d{0,9})(?:\/(.*))?$/.exec(path) ?? []
  return name === '' ? null : { name, version: Number(number), rest }
}

/** Refuses two paths that cannot both be: the same twice, or a file where another has a folder. */
export function mustBeApart(paths: readonly string[], target = 'files'): void {
  const seen = new Set<string>()
  for (const path of paths) {
    if (seen.has(path)) throw new Failure('invalid', `${target}: "${short(path)}" is there twice`, { target })
    seen.add(path)
  }
  for (const path of paths) {
    const clash = foldersAbove(path).find((folder) => seen.has(folder))
    if (clash !== undefined)
      throw new Failure('invalid', `${target}: "${short(clash)}" is both a file and a folder of "${short(path)}"`, { target })
  }
}
