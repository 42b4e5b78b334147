import { Failure } from '../domain/failure.ts'
import type { RoutedRule, RouteRules } from '../domain/parameter-rules.ts'
import type { Route } from '../domain/route.ts'
import { setMembers } from '../wires/openai/splice.ts'
import { type Field, type ParameterFields, parameterFieldsAt } from '../wires/parameter-names.ts'
import type { Asked } from './asked.ts'
import { mustFitSubset } from './heed-schemas.ts'
import type { CallBody } from './request.ts'

type Json = Readonly<Record<string, unknown>>

/** As `heedRules`; where there are none it costs nothing. */
export const heeded = ({ parameterRules }: Route, below: string, body: CallBody): CallBody =>
  parameterRules ? heedRules(parameterRules, below, body) : body

/** What goes to a target: where there are several configurations only now it is known whose rules hold. */
export function heeding(route: Route, asked: Asked): Asked {
  const body = heeded(route, asked.below, asked.body)
  return body === asked.body ? asked : { ...asked, body }
}

/**
 * The body as it may go on: with the deployment's defaults for what it does not say. Throws `Failure('invalid')` naming the first
 * parameter that the model or the deployment does not take, in OpenAI's words. Bodies of APIs that we do not read stay as they are.
 */
export function heedRules(rules: RouteRules, below: string, body: CallBody): CallBody {
  if (body.kind !== 'json' || body.heeded === rules) return body
  const api = parameterFieldsAt(below)
  if (api === null) return body
  const { checks, fillings } = plansOf(rules, api)
  for (const { field, rule } of checks) {
    const value = valueAt(body.json, field)
    if (value !== undefined && value !== null) mustHeed(rule, field, value)
  }
  if (rules.schemas) mustFitSubset(rules.schemas, api.id, body.json)
  return fillings.length === 0 ? { ...body, heeded: rules, of: body } : filled(body, fillings, rules)
}

type Check = { readonly field: Field; readonly rule: RoutedRule }
type Filling = { readonly fields: readonly Field[]; readonly into: Field; readonly value: number | string | boolean }
type Plans = { readonly checks: readonly Check[]; readonly fillings: readonly Filling[] }

const plans = new WeakMap<RouteRules, Map<string, Plans>>()

/** Worked out once for a route and an API. */
function plansOf(rules: RouteRules, api: ParameterFields): Plans {
  const known = plans.get(rules) ?? new Map<string, Plans>()
  const found = known.get(api.id)
  if (found) return found
  const made = { checks: checksOf(rules, api), fillings: fillingsOf(rules, api) }
  plans.set(rules, known.set(api.id, made))
  return made
}

const checksOf = ({ parameters }: RouteRules, { id, fields }: ParameterFields): Check[] =>
  parameters.flatMap((rule) =>
    (fields[rule.name] ?? [])
      .filter(({ name }) => rule.instead === undefined || (id === 'chat' && name !== rule.instead))
      .map((field) => ({ field, rule })),
  )

/** A default that the model would not take is not sent: it was said of another model. */
function fillingsOf({ parameters }: RouteRules, { id, fields }: ParameterFields): Filling[] {
  return parameters.flatMap((rule) => {
    const [first, ...others] = fields[rule.name] ?? []
    const value = rule.default
    if (value === undefined || !first) return []
    const ofName = parameters.filter((each) => each.name === rule.name)
    const renamed = id === 'chat' && ofName.some(({ instead }) => instead !== undefined)
    const into = renamed ? (others[0] ?? first) : first
    const isRefused = ofName.some((each) => each.instead === undefined && troubleWith(each, value) !== null)
    return isRefused ? [] : [{ fields: [first, ...others], into, value }]
  })
}

function valueAt(json: Json, { within, name }: Field): unknown {
  if (within === null) return json[name]
  const holder = json[within]
  return typeof holder === 'object' && holder !== null ? (holder as Json)[name] : undefined
}

function filled(body: Extract<CallBody, { kind: 'json' }>, fillings: readonly Filling[], rules: RouteRules): CallBody {
  const more: Record<string, unknown> = {}
  for (const { fields, into, value } of fillings) {
    if (fields.some((each) => (valueAt(body.json, each) ?? null) !== null)) continue
    if (into.within === null) more[into.name] = value
    else {
      const holder = more[into.within] ?? body.json[into.within] ?? {}
      // What is no object there is the backend's to refuse.
      if (typeof holder === 'object' && !Array.isArray(holder)) more[into.within] = { ...holder, [into.name]: value }
    }
  }
  const members = new Map(Object.entries(more).map(([name, value]) => [name, JSON.stringify(value)]))
  if (members.size === 0) return { ...body, heeded: rules, of: body }
  return { ...body, bytes: setMembers(body.bytes, members), json: { ...body.json, ...more }, heeded: rules, of: body }
}

function mustHeed(rule: RoutedRule, { shown }: Field, value: unknown): void {
  const trouble = troubleWith(rule, value)
  if (!trouble) return
  const [code, words] = trouble
  const what =
    code === 'unsupported_parameter' ? 'Unsupported parameter' : code === 'invalid_type' ? 'Invalid type' : 'Unsupported value'
  const message = code === 'invalid_type' ? `${what} for '${shown}': ${words}` : `${what}: '${shown}' ${words}`
  throw new Failure('invalid', message, { target: shown, code })
}

/** OpenAI's code and words; null: the value may be said. */
function troubleWith(rule: RoutedRule, value: unknown): readonly [code: string, words: string] | null {
  const { allowed, neutral, instead, values, minimum, maximum, by } = rule
  if (instead !== undefined) return ['unsupported_parameter', `is not supported with this ${by}. Use '${instead}' instead.`]
  if (allowed === false) {
    const says = value !== neutral && !(Array.isArray(value) && value.length === 0)
    return says ? ['unsupported_parameter', `is not supported with this ${by}.`] : null
  }
  if (values && !values.includes(value as string)) {
    const [only] = values
    const supported =
      values.length === 1 && typeof only === 'number'
        ? `Only the default (${only}) value is supported.`
        : `Supported values are: ${values.map((each) => `'${each}'`).join(', ')}.`
    return ['unsupported_value', `does not support ${shownValue(value)} with this ${by}. ${supported}`]
  }
  if (minimum === undefined && maximum === undefined) return null
  if (typeof value !== 'number') return ['invalid_type', `expected a number, but got ${kindOf(value)} instead.`]
  if (value >= (minimum ?? value) && value <= (maximum ?? value)) return null
  return ['unsupported_value', `does not support ${value} with this ${by}. It must be ${range(minimum, maximum)}.`]
}

const range = (minimum: number | undefined, maximum: number | undefined): string =>
  minimum === undefined ? `at most ${maximum}` : maximum === undefined ? `at least ${minimum}` : `from ${minimum} to ${maximum}`

const shownValue = (value: unknown): string =>
  typeof value === 'string' ? `'${value.slice(0, 40)}'` : typeof value === 'object' ? kindOf(value) : String(value)

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
