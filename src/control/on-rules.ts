import type { ParameterRules, RoutedRule, RouteRules } from '../domain/parameter-rules.ts'
import { parameterNames } from '../domain/parameter-rules.ts'
import type { Route } from '../domain/route.ts'

/**
 * A route with the rules for what its calls may say: the model's, which it has already, and the deployment's own. Where several
 * configurations answer, each has its own model's.
 */
export function onRules(route: Route, own: ParameterRules | null | undefined): Route {
  const theirs = own ? routedRules(own) : []
  const { parameterRules, spread, mirror, ...rest } = route
  const ruled = <Facts extends { readonly parameterRules?: RouteRules | undefined }>(facts: Facts): Facts => {
    const rules = together(facts.parameterRules, theirs)
    // What says nothing must not be taken to have the rules of another model.
    return rules || parameterRules ? { ...facts, parameterRules: rules ?? { parameters: [] } } : facts
  }
  const rules = spread ? null : together(parameterRules, theirs)
  return {
    ...rest,
    ...(rules ? { parameterRules: rules } : {}),
    ...(spread
      ? { spread: { ...spread, branches: spread.branches.map((branch) => ({ ...branch, facts: ruled(branch.facts) })) } }
      : {}),
    ...(mirror ? { mirror: { ...mirror, facts: ruled(mirror.facts) } } : {}),
  }
}

const together = (model: RouteRules | undefined, theirs: readonly RoutedRule[]): RouteRules | null =>
  theirs.length === 0 ? (model ?? null) : { ...model, parameters: [...(model?.parameters ?? []), ...theirs] }

/** A ceiling of the answer's length holds for calls that set no bound, too. */
function routedRules(own: ParameterRules): RoutedRule[] {
  return parameterNames.flatMap((name) => {
    const rule = own[name]
    if (!rule) return []
    const usual = rule.default ?? (name === 'max_tokens' ? rule.maximum : undefined)
    const { allowed, minimum, maximum, values } = rule
    return [
      {
        name,
        by: 'deployment' as const,
        ...(allowed === undefined ? {} : { allowed }),
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
        ...(values === undefined ? {} : { values }),
        ...(usual === undefined ? {} : { default: usual }),
      },
    ]
  })
}
