import type { LlamaModel, Token } from 'node-llama-cpp'

/**
 * Tokens that mean something to the model and are no text, but for those that end an answer. To a grammar each is the text of its
 * name, as if that were written, so that one inside of a string would be let through and then be missing, or end the answer there.
 * Looked up when first asked for.
 */
export const makeControlTokens = (model: LlamaModel): (() => readonly Token[]) => {
  let known: readonly Token[] | undefined
  return () => {
    known ??= vocabularyOf(model).filter((token) => model.isSpecialToken(token) && !model.isEogToken(token))
    return known
  }
}

const vocabularyOf = (model: LlamaModel): Token[] => {
  const ggml: { readonly tokens?: readonly string[] } | undefined = model.fileInfo.metadata.tokenizer?.ggml
  return Array.from({ length: ggml?.tokens?.length ?? 0 }, (_, token) => token as Token)
}
