import { Failure } from '../domain/failure.ts'
import type { PathRule } from '../domain/placement.ts'
import type { Target } from '../domain/route.ts'
import { matcherOf } from './path-rule.ts'

/** Where a call goes on its target, with query, and what its JSON body gets for it. */
export type UpstreamPlace = { readonly path: string; readonly members: PathRule['members'] }

/**
 * The backend's path for a path below the deployment, with query. First match wins. `query` comes without `?`; the target's
 * defaults are added where the caller sent none of that name. `names`: what the deployment goes by where a path names a model.
 */
export function upstreamPlace(
  target: Target,
  below: string,
  query: string,
  names: readonly string[] = none,
  streams = false,
): UpstreamPlace {
  if (dotSegment.test(below)) {
    throw new Failure(
      'invalid',
      `the path "${below}" below the deployment contains "." or ".." segments, backslashes or control characters, which are not allowed`,
    )
  }
  const { path: usual, rule } = mapped(target, below, names)
  const path = streams ? (rule.streamed ?? usual) : usual
  const all = withDefaults(rule.query ? replaced(query, rule.query) : query, target.query)
  return { path: all === '' ? path : `${path}?${all}`, members: rule.members }
}

/** A segment `.` or `..`, in any encoding, would leave the path that the deployment is confined to; URL readers drop control characters. */
const dotSegment = /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}([/\\]|%2f|%5c|$)|\\|%5c|[^\x21-\uffff]/i

const none: readonly string[] = []

function mapped(target: Target, below: string, names: readonly string[]): { path: string; rule: PathRule } {
  for (const rule of target.paths) {
    const path = matcherOf(rule)(below, names)
    if (path !== null) return { path, rule }
  }
  const known = target.paths.map(({ below: pattern }) => pattern).join(', ')
  throw new Failure('not_found', `this deployment does not answer at "${below || '/'}"; it answers at: ${known || 'no path'}`, {
    code: 'path_not_found',
    target: 'path',
  })
}

/** The caller's parameters of these names go, ours come; a name may be written in any encoding. */
function replaced(query: string, ours: NonNullable<PathRule['query']>): string {
  const kept = query.split('&').filter((pair) => pair !== '' && !(decode(pair.split('=', 1)[0] ?? '') in ours))
  for (const [name, value] of Object.entries(ours))
    if (value !== null) kept.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  return kept.join('&')
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
