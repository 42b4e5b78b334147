import type { ServedModel } from './served-model.ts'

/** `GET /v1/models` */
export const describeModels = (model: ServedModel, created: number): object => ({
  object: 'list',
  data: [
    {
      id: model.name,
      object: 'model',
      created,
      owned_by: 'lectern',
      meta: {
        n_ctx: model.contextSize,
        n_ctx_train: model.trainedContextSize,
        n_embd: model.embeddingSize,
        n_vocab: model.vocabularySize,
      },
    },
  ],
})

/** `GET /metrics`, under the names that llama-server uses. Tokens are read from the engine's meters, so they move while it writes. */
export const metricsText = (model: ServedModel | null): string => {
  const tokens = model?.metered() ?? { evaluated: 0, sampled: 0 }
  return [
    metric('prompt_tokens_total', 'counter', 'Prompt tokens evaluated.', tokens.evaluated),
    metric('tokens_predicted_total', 'counter', 'Tokens sampled.', tokens.sampled),
    metric('requests_processing', 'gauge', 'Requests at work.', load(model, 'busy')),
    metric('requests_deferred', 'gauge', 'Requests that wait in line.', load(model, 'waiting')),
  ].join('')
}

const load = (model: ServedModel | null, what: 'busy' | 'waiting'): number =>
  model === null ? 0 : model.slots[what]() + model.embed[what]()

const metric = (name: string, type: 'counter' | 'gauge', help: string, value: number): string =>
  `# HELP llamacpp:${name} ${help}\n# TYPE llamacpp:${name} ${type}\nllamacpp:${name} ${value}\n`
