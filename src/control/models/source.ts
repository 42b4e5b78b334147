import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../domain/failure.ts'
import { withoutSecrets } from '../../domain/without-secrets.ts'

/** Where a model file comes from. `text` is the one spelling of it that everything else compares and stores; `shown`: without secrets. */
export type Source =
  | {
      readonly kind: 'hub'
      readonly text: string
      readonly shown: string
      readonly fileName: string
      readonly repository: string
      readonly path: string
      readonly revision: string
      /** Shown to the hub in place of the installation's own; never part of `text`, and so never stored. */
      readonly token?: string
    }
  | { readonly kind: 'web'; readonly text: string; readonly shown: string; readonly fileName: string; readonly url: URL }
  | { readonly kind: 'local'; readonly text: string; readonly shown: string; readonly fileName: string; readonly path: string }

const forms = 'hf://org/repo/path/file.gguf[@revision], https://host/path/file, or file:///absolute/path'

/** Throws `invalid` naming the allowed forms. */
export function parseSource(text: string): Source {
  if (text.length > 1024) throw invalid('must be at most 1024 characters')
  if (text.startsWith('hf://')) return parseHub(text)
  const url = URL.parse(text)
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return parseWeb(url)
  if (url?.protocol === 'file:') return parseLocal(url)
  // What nobody can read as an address may hold a password at any place.
  throw invalid(
    `${url || !text.includes('://') ? JSON.stringify(withoutSecrets(text)) : 'this'} is not a source; allowed are ${forms}`,
  )
}

/** The one spelling, or the text itself where it is no source at all. */
export function canonicalSource(text: string): string {
  try {
    return parseSource(text).text
  } catch {
    return text // compared with sources, so anything else may stand for itself
  }
}

const Segment = /^[\w.-]+$/
const PathSegment = /^[^/\\?#%\p{Cc}]+$/u

function parseHub(said: string): Source {
  const [, address = '', revision = 'main'] = /^hf:\/\/(.*?)(?:@([^@]*))?$/.exec(said) ?? []
  const [organisation = '', name = '', ...path] = address.split('/')
  const sound =
    [organisation, name].every((each) => Segment.test(each) && !/^\.+$/.test(each)) &&
    path.length > 0 &&
    [...path, ...revision.split('/')].every((each) => PathSegment.test(each) && !/^\.+$/.test(each))
  if (!sound) throw invalid(`${JSON.stringify(withoutSecrets(said))} does not look like hf://org/repo/path/file.gguf[@revision]`)
  const repository = `${organisation}/${name}`
  const file = path.join('/')
  const suffix = revision === 'main' ? '' : `@${revision}`
  const text = `hf://${repository}/${file}${suffix}`
  return {
    kind: 'hub',
    text,
    shown: text,
    fileName: posix.basename(file),
    repository,
    path: file,
    revision,
  }
}

function parseWeb(url: URL): Source {
  if (url.username || url.password) throw invalid('must not hold a user name or password')
  url.hash = ''
  return { kind: 'web', text: url.href, shown: withoutSecrets(url.href), fileName: fileNameOf(url), url }
}

function parseLocal(url: URL): Source {
  if (url.hostname) throw invalid('a file:// source must be an absolute path: file:///absolute/path')
  try {
    const path = fileURLToPath(url)
    return { kind: 'local', text: url.href, shown: withoutSecrets(url.href), fileName: posix.basename(path), path }
  } catch {
    throw invalid(`${JSON.stringify(url.href)} is not a usable path`)
  }
}

const fileNameOf = (url: URL): string => {
  const last = posix.basename(url.pathname)
  try {
    return posix.basename(decodeURIComponent(last)).replace(/\p{Cc}/gu, '') || url.hostname
  } catch {
    return last // not percent-encoding after all
  }
}

const invalid = (words: string) => new Failure('invalid', `source: ${words}`, { target: 'source' })
