import { Failure } from '../domain/failure.ts'
import { type ParameterName, type ParameterRule, type ParameterRules, parameterKinds } from '../domain/parameter-rules.ts'

/** Rules that can be kept; none: null. Throws `Failure('invalid')` naming the rule at fault. */
export function settleParameterRules(asked: ParameterRules): ParameterRules | null {
  const rules: [string, ParameterRule][] = []
  for (const [name, rule] of Object.entries(asked)) {
    if (!rule) continue
    mustMakeSense(name as ParameterName, rule)
    rules.push([name, rule])
  }
  return rules.length === 0 ? null : Object.fromEntries(rules)
}

function mustMakeSense(name: ParameterName, { allowed, minimum, maximum, values, default: usual }: ParameterRule): void {
  const at = `parameterRules.${name}`
  const kind = parameterKinds[name]
  if (allowed === undefined && minimum === undefined && maximum === undefined && !values && usual === undefined)
    refuse(at, 'says nothing; send allowed: false, minimum, maximum, values or default, or leave it out')
  if (allowed === false && (minimum !== undefined || maximum !== undefined || values || usual !== undefined))
    refuse(at, 'what is not allowed has no range, values or default; send one of the two')
  if (kind !== 'number' && (minimum !== undefined || maximum !== undefined))
    refuse(at, `minimum and maximum are for numbers, and ${name} is none`)
  if (kind !== 'word' && values) refuse(`${at}.values`, `is for words, and ${name} is none`)
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    refuse(`${at}.minimum`, `${minimum} is more than maximum ${maximum}`)
  if (name === 'max_tokens' && maximum !== undefined && (maximum < 1 || !Number.isInteger(maximum)))
    refuse(`${at}.maximum`, `${maximum} must be a whole number from 1`)
  if (usual === undefined) return
  if (name === 'service_tier') refuse(`${at}.default`, 'is the serviceTier of the deployment; set that')
  const type = types[kind]
  if (type === null) refuse(`${at}.default`, `there is none for ${name}; leave it out`)
  if (typeof usual !== type) refuse(`${at}.default`, `must be a ${type}`)
  if (whole.has(name) && !Number.isInteger(usual)) refuse(`${at}.default`, `${usual} must be a whole number`)
  if (typeof usual === 'number' && (usual < (minimum ?? usual) || usual > (maximum ?? usual)))
    refuse(`${at}.default`, `${usual} is not within its own minimum and maximum`)
  if (typeof usual === 'string' && values && !values.includes(usual))
    refuse(`${at}.default`, `"${usual}" is not one of its own values: ${values.join(', ')}`)
}

const types = { number: 'number', word: 'string', flag: 'boolean', other: null } as const
const whole = new Set<ParameterName>(['max_tokens', 'n', 'seed', 'top_k', 'top_logprobs', 'dimensions'])

function refuse(field: string, trouble: string): never {
  throw new Failure('invalid', `${field}: ${trouble}`, { target: field })
}
