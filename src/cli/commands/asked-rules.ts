import type { ParameterRule } from '../../client/terms-types.ts'
import { UsageError } from '../world.ts'

/**
 * Rules as they are written in a line: `temperature=0..1`, `max_tokens=..4096`, `reasoning_effort=low,medium`, `logit_bias=no`, each but
 * the last with a default behind a colon: `temperature=0..1:0.2`. `none` alone: null, no rules any more.
 */
export function rulesIn(said: readonly string[]): Readonly<Record<string, ParameterRule>> | null {
  if (said.length === 1 && said[0] === 'none') return null
  return Object.fromEntries(said.map(one))
}

/** Rules as they would be written in a line. */
export const rulesOut = (rules: Readonly<Record<string, ParameterRule>>): string =>
  Object.entries(rules)
    .map(([name, rule]) => `${name}=${allowedBy(rule)}${rule.default === undefined ? '' : `:${rule.default}`}`)
    .join(' ')

function allowedBy({ allowed, minimum, maximum, values }: ParameterRule): string {
  if (allowed === false) return 'no'
  if (values) return values.join(',')
  return minimum === undefined && maximum === undefined ? '' : `${minimum ?? ''}..${maximum ?? ''}`
}

function one(text: string): readonly [string, ParameterRule] {
  const [, name, allowed, usual] = /^([a-z_]+)=([^:]*)(?::(.+))?$/.exec(text) ?? []
  if (name === undefined || allowed === undefined || (allowed === '' && usual === undefined))
    throw new UsageError(`--rule ${text}: must look like temperature=0..1, max_tokens=..4096, logit_bias=no or top_p=:0.9`)
  if (allowed === 'no') return [name, { allowed: false }]
  return [name, { ...bounds(allowed), ...(usual === undefined ? {} : { default: value(usual) }) }]
}

function bounds(allowed: string): ParameterRule {
  if (allowed === '') return {}
  if (!allowed.includes('..')) return { values: allowed.split(',') }
  const [, minimum, maximum] = /^(-?\d+(?:\.\d+)?)?\.\.(-?\d+(?:\.\d+)?)?$/.exec(allowed) ?? []
  if (minimum === undefined && maximum === undefined)
    throw new UsageError(`--rule: ${allowed} must be two numbers, such as 0..1, or one of them`)
  return {
    ...(minimum === undefined ? {} : { minimum: Number(minimum) }),
    ...(maximum === undefined ? {} : { maximum: Number(maximum) }),
  }
}

const value = (text: string): number | boolean | string => {
  if (text === 'true' || text === 'false') return text === 'true'
  const number = Number(text)
  return Number.isNaN(number) ? text : number
}
