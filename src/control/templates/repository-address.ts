import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Failure } from '../../domain/failure.ts'
import { isPublicAddress } from '../../outbound/guard.ts'
import { literalAddress, privateAddress } from '../connections/guarded-get.ts'

/** Address of a git repository, normal: two spellings of one are equal. Throws `invalid` naming the allowed forms. */
export function parseRepositoryUrl(text: string, field: string, allowPrivate: boolean): URL {
  const invalid = (words: string): Failure => new Failure('invalid', `${field}: ${words}`, { target: field })
  if (text.length > 1_024 || /\p{Cc}/u.test(text) || !text.isWellFormed())
    throw invalid('must be at most 1024 characters, none of them a control character')
  const url = isAbsolute(text) ? pathToFileURL(text) : URL.parse(text)
  if (!url || !['https:', 'http:', 'file:'].includes(url.protocol))
    throw invalid(`${JSON.stringify(text.slice(0, 80))} is none; allowed are https://host/repository and paths on the server`)
  if (url.username || url.password) throw invalid('must not hold a user name or password; send them as username and password')
  if (url.search || url.hash) throw invalid('must not hold a query or a fragment')
  if (url.protocol === 'file:' && url.hostname) throw invalid('a path must be absolute: file:///absolute/path')
  if (url.protocol === 'http:' && !allowPrivate)
    throw invalid('must be https; an administrator allows http with --allow-private yes')
  const literal = url.protocol === 'file:' ? null : literalAddress(url)
  const isPrivate = literal === null ? /(^|\.)localhost\.?$/.test(url.hostname) : !isPublicAddress(literal)
  if (isPrivate && !allowPrivate) throw invalid(privateAddress(url).message)
  url.pathname = url.pathname.replace(/\/+$/, '') || '/'
  return url
}

/** Two that differ in nothing but `.git` at the end are one. */
export const sameRepository = (one: string, other: string): boolean => bare(one) === bare(other)
const bare = (url: string): string => url.replace(/\.git$/, '')

/** A branch, tag or commit: no option of git, no range, no refspec. */
export function parseRevision(text: string): string {
  if (/^(?=\w)(?!.*(\.\.|\/\/|@\{))[\w./@+-]{1,200}$/.test(text)) return text
  throw new Failure('invalid', `revision ${JSON.stringify(text.slice(0, 80))} must be a branch, a tag, a commit or HEAD`, {
    target: 'revision',
  })
}

/** A folder within the repository, without slashes at its ends; `''` and `.` are its top. */
export function parseRepositoryPath(text: string): string {
  const steps = text.split('/').filter((step) => step !== '' && step !== '.')
  if (text.length <= 1_024 && !/\p{Cc}/u.test(text) && !steps.includes('..')) return steps.join('/')
  throw new Failure(
    'invalid',
    `path ${JSON.stringify(text.slice(0, 80))} must be a folder within the repository, such as "templates"`,
    {
      target: 'path',
    },
  )
}
