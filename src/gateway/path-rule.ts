import { Failure } from '../domain/failure.ts'
import type { PathRule } from '../domain/placement.ts'

/** What a rule makes of a path below a deployment: the path upstream, or null where it is not its path. */
export type Matcher = (below: string, names: readonly string[]) => string | null

/** `{model}` and a leading `/**`: everything that is no plain text or trailing `/**`. */
const isPattern = (below: string): boolean => below.startsWith('/**/') || below.includes('{model}')

const compiled = new WeakMap<PathRule, Matcher>()

/** Rules live as long as their target: each is read once. `names`: what `{model}` may be besides the rule's own names. */
export function matcherOf(rule: PathRule): Matcher {
  const known = compiled.get(rule)
  if (known) return known
  const made = isPattern(rule.below) ? patternMatcher(rule) : rule.below.endsWith('/**') ? underMatcher(rule) : exactMatcher(rule)
  compiled.set(rule, made)
  return made
}

const exactMatcher =
  ({ below: pattern, path }: PathRule): Matcher =>
  (below) =>
    pattern === below || pattern === (below.endsWith('/') ? below.slice(0, -1) : below) ? path : null

const underMatcher = ({ below: pattern, path }: PathRule): Matcher => {
  const base = pattern.slice(0, -3)
  return (below) =>
    below === base || below.startsWith(`${base}/`) ? path.replace('{rest}', () => below.slice(base.length + 1)) : null
}

function patternMatcher({ below: pattern, path, models = [] }: PathRule): Matcher {
  const anyPrefix = pattern.startsWith('/**/')
  const source = (anyPrefix ? pattern.slice(3) : pattern)
    .split('{model}')
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('([^/]+)')
  const expression = new RegExp(`${anyPrefix ? '' : '^'}${source}/?$`)
  return (below, names) => {
    const found = expression.exec(below)
    if (!found) return null
    const said = found[1] === undefined ? null : decoded(found[1])
    if (said === null || models.includes(said) || names.includes(said)) return path
    throw new Failure(
      'not_found',
      `the path names the model "${said}", but this deployment serves ${quoted(models)}; name that one, or call another deployment`,
      { code: 'model_mismatch', target: 'model' },
    )
  }
}

const quoted = (models: readonly string[]): string => models.map((each) => `"${each}"`).join(', also known as ')

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // then it is no name that we know
  }
}
