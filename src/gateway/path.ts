import { Failure } from '../domain/failure.ts'
import type { Target } from '../domain/route.ts'

/**
 * The backend's path for a path below the deployment, with query. First match wins; `/**` takes any tail, which fills `{rest}`.
 * `query` comes without `?`; the target's defaults are added where the caller sent none of that name.
 */
export function upstreamPath(target: Target, below: string, query: string): string {
  if (dotSegment.test(below)) {
    throw new Failure(
      'invalid',
      `the path "${below}" below the deployment contains "." or ".." segments, backslashes or control characters, which are not allowed`,
    )
  }
  const path = mapped(target, below)
  const all = withDefaults(query, target.query)
  return all === '' ? path : `${path}?${all}`
}

/** A segment `.` or `..`, in any encoding, would leave the path that the deployment is confined to; URL readers drop control characters. */
const dotSegment = /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}([/\\]|%2f|%5c|$)|\\|%5c|[^\x21-\uffff]/i

function mapped(target: Target, below: string): string {
  const bare = below.endsWith('/') ? below.slice(0, -1) : below
  for (const { below: pattern, path } of target.paths) {
    if (pattern.endsWith('/**')) {
      const base = pattern.slice(0, -3)
      if (below === base || below.startsWith(`${base}/`)) return path.replace('{rest}', () => below.slice(base.length + 1))
    } else if (pattern === bare || pattern === below) return path
  }
  const known = target.paths.map(({ below: pattern }) => pattern).join(', ')
  throw new Failure('not_found', `this deployment does not answer at "${below || '/'}"; it answers at: ${known || 'no path'}`, {
    code: 'path_not_found',
    target: 'path',
  })
}

function withDefaults(query: string, defaults: Readonly<Record<string, string>>): string {
  let all = query
  let names: Set<string> | null = null
  for (const name in defaults) {
    names ??= new Set(query.split('&').map((pair) => decode(pair.split('=', 1)[0] ?? '')))
    if (names.has(name)) continue
    all += `${all === '' ? '' : '&'}${encodeURIComponent(name)}=${encodeURIComponent(defaults[name] ?? '')}`
  }
  return all
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // then it is no name that we know
  }
}
