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
      return await llama.createGrammar({ grammar: withoutTrailer(grammar) })
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
