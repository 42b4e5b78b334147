import type { Ask } from '../decide/admission.ts'
import { costOf, priceAt } from '../decide/cost.ts'
import type { Route } from '../domain/route.ts'
import { estimateInputTokens, usageOf } from '../domain/usage.ts'
import { writtenBound } from '../wires/translation.ts'
import { kindOf } from './body.ts'
import type { CallBody } from './request.ts'
import { facesOf } from './spread.ts'

/** Longest answer that is reckoned with where neither the caller nor the catalog bounds it. */
const unknownOutput = 4_096
/** Tokens that a minute's limit holds back for an answer that the caller did not bound; what it uses beyond becomes a debt. */
const usualOutput = 1_024

/** What it may need wherever it goes: nobody knows yet which of several configurations will answer. */
export function askAt(route: Route, below: string, body: CallBody, contentType: string | undefined, now: number): Ask {
  if (!route.spread) return askOf(route, below, body, contentType, now)
  const most: Most = { ...nothing }
  for (const face of facesOf(route)) {
    const { tokens, cost, currency, work } = askOf(face, below, body, contentType, now)
    most.tokens = Math.max(most.tokens, tokens)
    if (work) most.work ??= work
    most.currency ??= currency
    if (currency === most.currency) most.cost = Math.max(most.cost, cost)
  }
  return most
}

type Most = { -readonly [Field in keyof Ask]: Ask[Field] }

/**
 * What a call may need, before it leaves. Tokens: a quarter of the body's length, and the answer as long as the caller lets
 * it be. Money: the longest answer there can be, so that a budget is never overspent. Nothing here reads text.
 */
export function askOf(route: Route, below: string, body: CallBody, contentType: string | undefined, now: number): Ask {
  if (body.kind === 'none') return nothing
  const json = body.kind === 'json' ? body.json : null
  const makesText = !/embed|rerank|moderat/i.test(below)
  const said = makesText && json ? saidOutput(json) : null
  const answers = makesText && json ? answersOf(json) : 1
  // Some backends insist on a bound: where a caller of another format set none, what we write is it.
  const bound = said ?? (makesText && json ? writtenBound(below, json, route.wire) : null)
  const longest = makesText ? Math.min(bound ?? Number.POSITIVE_INFINITY, route.maxOutputTokens ?? bound ?? unknownOutput) : 0
  const input = Math.min(route.contextLength ?? Number.POSITIVE_INFINITY, inputTokens(body, contentType))
  const tokens = input + (said === null ? Math.min(longest, usualOutput) : longest) * answers
  const price = priceAt(route.prices, now)
  const worst = usageOf({ inputTokens: input, cachedInputTokens: 0, outputTokens: longest * answers, reasoningTokens: 0 })
  const ask = { tokens, cost: costOf(worst, price).nano ?? 0, currency: price?.currency ?? null }
  if (!route.terms?.units) return ask
  return { ...ask, work: { input, output: makesText && said === null ? null : longest * answers } }
}

const nothing: Ask = { tokens: 0, cost: 0, currency: null }

function inputTokens(body: CallBody, contentType: string | undefined): number {
  if (body.kind === 'json') {
    const files = body.bytes.length > smallBody ? filesIn(body.json) : noFiles
    return estimateInputTokens(body.bytes.length - files.characters) + files.count * fileTokens
  }
  // Forms and plain bytes carry audio and pictures, whose length tells nothing about tokens.
  if (kindOf(contentType) === 'other' || (body.kind !== 'bytes' && body.kind !== 'stream')) return 0
  return estimateInputTokens(body.kind === 'bytes' ? body.bytes.length : body.length)
}

/** The bound that the caller set, under the names that the wires have for it. */
function saidOutput(json: Json): number | null {
  let said: number | null = null
  for (const name of bounds) said = larger(said, json[name])
  said = larger(said, within(json, 'inferenceConfig')?.['maxTokens'])
  return larger(said, within(json, 'generationConfig')?.['maxOutputTokens'])
}

/** Answers to one question: each is as long as it may be. */
function answersOf(json: Json): number {
  const said = larger(larger(larger(null, json['n']), json['best_of']), within(json, 'generationConfig')?.['candidateCount'])
  return Math.max(1, Math.min(128, said ?? 1))
}

type Json = Readonly<Record<string, unknown>>

const bounds = ['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'max_tokens_to_sample', 'max_new_tokens']

const larger = (known: number | null, value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= 1e9 ? Math.max(known ?? 0, Math.ceil(value)) : known

const within = (json: Json, name: string): Json | null => {
  const value = json[name]
  return typeof value === 'object' && value !== null ? (value as Json) : null
}

/** Below this a body holds no file worth looking for. */
const smallBody = 32 * 1024
const longText = 4 * 1024
/** About what providers count for a picture of usual size. */
const fileTokens = 1_000
/** Values that are looked at, so that a body made to take long does not. */
const mostValues = 10_000

type Files = { count: number; characters: number }
const noFiles: Files = { count: 0, characters: 0 }

/** Pictures and other files inside JSON: long strings in Base64, whose characters are no text. */
function filesIn(json: Json): Files {
  const files: Files = { count: 0, characters: 0 }
  const open: unknown[] = [json]
  for (let seen = 0; open.length > 0 && seen < mostValues; seen += 1) {
    const value = open.pop()
    if (typeof value === 'string') {
      if (value.length < longText || !/^(data:[\w/+.;=-]*,)?[\w+/=-]{256}/.test(value)) continue
      files.count += 1
      files.characters += value.length
    } else if (Array.isArray(value)) {
      for (let at = 0; at < value.length && at < mostValues; at += 1) open.push(value[at])
    } else if (typeof value === 'object' && value !== null) for (const key in value) open.push((value as Json)[key])
  }
  return files
}
