import type { GbnfJsonBasicSchema, Llama, LlamaGrammar } from 'node-llama-cpp'
import { toGrammarSchema } from './json-schema.ts'
import { unsupported } from './refusal.ts'
import type { ResponseFormat } from './request-schemas.ts'

/** The grammar that holds an answer to `response_format`; null for plain text. Refuses what the engine cannot enforce. */
export const makeGrammarFor =
  (llama: Llama) =>
  async (format: ResponseFormat | null | undefined): Promise<LlamaGrammar | null> => {
    if (format == null || format.type === 'text') return null
    if (format.type === 'json_object') return await llama.getGrammarFor('json')
    const path = 'response_format.json_schema.schema'
    const schema = toGrammarSchema(format.json_schema.schema, path)
    try {
      // The engine infers the answer's type from a literal schema; from one that came over the wire there is none to infer.
      const { grammar } = await llama.createGrammarForJsonSchema(schema as unknown as GbnfJsonBasicSchema)
      return await llama.createGrammar({ grammar: exact(withoutTrailer(grammar)) })
    } catch (cause) {
      throw unsupported(path, `${path} cannot be made a grammar: ${cause instanceof Error ? cause.message : String(cause)}`)
    }
  }

/** The engine lets an answer end only after four newlines; without them the model ends where the JSON ends. */
const withoutTrailer = (grammar: string): string => {
  const [root = '', ...rules] = grammar.split('\n')
  const end = root.lastIndexOf(trailer)
  return [end === -1 ? root : root.slice(0, end), ...rules].join('\n')
}
const trailer = ' "\\n\\n\\n\\n" [\\n]*'

/**
 * The engine's own rules let through what readers of JSON, or the schema, would not: exponents that make an integer a fraction
 * (`1e-5`) or a number none (`1e999`), integers longer than readers can hold, days that no month has, and bytes that are no text, or
 * half of a character, so that a string is longer or shorter than it should be.
 */
const exact = (grammar: string): string => corrections.reduce((text, [from, to]) => text.replaceAll(from, to), grammar)

const digits = '"-"? ("0" | [1-9] [0-9]{0,15})'
const fraction = ' ("." [0-9]{1,16})?'
const exponent = ' ([eE] [-+]? ("0" | [1-9] [0-9]{0,15}))?'
const days = '("0" [1-9] | [12] [0-9] | "3" [01])'
/** All but the 29th of February: every year has these. */
const realDays = `("0" [13578] | "1" [02]) "-" ${days} | ("0" [469] | "11") "-" ("0" [1-9] | [12] [0-9] | "30") | "02-" ("0" [1-9] | "1" [0-9] | "2" [0-8])`
const corrections: readonly (readonly [from: string, to: string])[] = [
  [fraction + exponent, `${fraction} ([eE] [-+]? [0-9]{1,2})?`],
  [digits + exponent, '"-"? ("0" | [1-9] [0-9]{0,14})'],
  [`("0" [1-9] | "1" [012]) "-" ${days}`, `(${realDays})`],
  [String.raw`[^"\\\x7F\x00-\x1F]`, String.raw`[\x20\x21\x23-\x5B\x5D-\x7E\u0080-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]`],
  [String.raw`"\\u" [0-9a-fA-F]{4}`, String.raw`"\\u" ([0-9abcefABCEF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2})`],
]
