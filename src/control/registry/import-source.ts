import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../domain/failure.ts'
import { withoutSecrets } from '../../domain/without-secrets.ts'

/** Where a whole version comes from. `text` is what is stored, for it may be asked again; `shown`: without secrets. */
export type ImportSource =
  | {
      readonly kind: 'hub'
      readonly text: string
      readonly shown: string
      readonly repository: string
      readonly revision: string
      readonly path: string
    }
  | { readonly kind: 'store'; readonly text: string; readonly shown: string; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'web'; readonly text: string; readonly shown: string; readonly url: URL; readonly fileName: string }
  | { readonly kind: 'git'; readonly text: string; readonly shown: string; readonly url: URL; readonly ref: string | null }
  | { readonly kind: 'local'; readonly text: string; readonly shown: string; readonly path: string }

const sourceForms =
  'hf://org/repo[/path][@revision], s3://bucket/prefix, https://host/path, git+https://host/repository[@ref], or (administrators) file:///absolute/path'

/** Throws `invalid` naming the allowed forms. */
export function parseImportSource(text: string): ImportSource {
  if (text.length > 1_024) throw invalid('must be at most 1024 characters')
  if (/\p{Cc}/u.test(text) || !text.isWellFormed()) throw invalid('must not hold control characters')
  if (text.startsWith('hf://')) return parseHub(text)
  if (text.startsWith('s3://')) return parseStore(text)
  if (/^git\+https?:\/\//.test(text)) return parseGit(text)
  const url = URL.parse(text)
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return parseWeb(url)
  if (url?.protocol === 'file:') return parseLocal(url)
  // What nobody can read as an address may hold a password at any place.
  throw invalid(`${url || !text.includes('://') ? named(text) : 'this'} is not a source; allowed are ${sourceForms}`)
}

const Segment = /^[\w.-]+$/
const isSound = (segment: string): boolean => /^[^/\\?#%]+$/u.test(segment) && !/^\.+$/.test(segment)

function parseHub(text: string): ImportSource {
  const [, address = '', revision = 'main'] = /^hf:\/\/(.*?)(?:@([^@]*))?$/.exec(text) ?? []
  const [organisation = '', name = '', ...path] = address.replace(/\/$/, '').split('/')
  const sound =
    [organisation, name].every((each) => Segment.test(each) && !/^\.+$/.test(each)) &&
    [...path, ...revision.split('/')].every(isSound)
  if (!sound) throw invalid(`${named(text)} does not look like hf://org/repo[/path][@revision]`)
  const repository = `${organisation}/${name}`
  return { kind: 'hub', text, shown: withoutSecrets(text), repository, revision, path: path.join('/') }
}

function parseStore(text: string): ImportSource {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text) ?? []
  if (bucket === '' || bucket.includes('..')) throw invalid(`${named(text)} does not look like s3://bucket/prefix`)
  return { kind: 'store', text, shown: withoutSecrets(text), bucket, prefix }
}

function parseGit(text: string): ImportSource {
  const [, address = '', ref = null] = /^git\+(https?:\/\/[^@]*(?:@[^@/]*\/[^@]*)?)(?:@([^@]+))?$/.exec(text) ?? []
  const url = URL.parse(address)
  if (!url || url.pathname.length < 2) throw invalid(`${named(text)} does not look like git+https://host/repository[@ref]`)
  mustHoldNoSecret(url)
  // A ref that begins with a dash would be an option of git.
  if (ref !== null && !/^(?!-)[\w./-]{1,200}$/.test(ref)) throw invalid(`the ref ${JSON.stringify(ref.slice(0, 80))} is not one`)
  return { kind: 'git', text, shown: withoutSecrets(text), url, ref }
}

function parseWeb(url: URL): ImportSource {
  mustHoldNoSecret(url)
  url.hash = ''
  return { kind: 'web', text: url.href, shown: withoutSecrets(url.href), url, fileName: fileNameOf(url) }
}

function parseLocal(url: URL): ImportSource {
  if (url.hostname) throw invalid('a file:// source must be an absolute path: file:///absolute/path')
  try {
    return { kind: 'local', text: url.href, shown: withoutSecrets(url.href), path: fileURLToPath(url) }
  } catch {
    throw invalid(`${named(url.href)} is not a usable path`)
  }
}

const fileNameOf = (url: URL): string => {
  try {
    return posix.basename(decodeURIComponent(url.pathname)).replaceAll(/[\p{Cc}\\]/gu, '') || 'model'
  } catch {
    return 'model' // not percent-encoding after all
  }
}

function mustHoldNoSecret(url: URL): void {
  if (url.username || url.password) throw invalid('must not hold a user name or password')
}

const invalid = (words: string) => new Failure('invalid', `source: ${words}`, { target: 'source' })
const named = (text: string): string => JSON.stringify(withoutSecrets(text).slice(0, 80))
