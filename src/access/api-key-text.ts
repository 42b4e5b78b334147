import { alphanumeric, lowercase, type Random, randomText, secretLength } from './random-text.ts'

/** `lk_<publicId>_<secret>`: the public id finds the key and may be shown, the secret proves it. */
export type ApiKeyText = { readonly publicId: string; readonly key: string }

const shape = /^lk_([a-z0-9]{12})_[a-zA-Z0-9]{43}$/

export const makeApiKeyText = (random: Random): ApiKeyText => {
  const publicId = randomText(random, lowercase, 12)
  return { publicId, key: `lk_${publicId}_${randomText(random, alphanumeric, secretLength)}` }
}

/** null where the text is no API key of ours. */
export const parseApiKeyText = (key: string): ApiKeyText | null => {
  const publicId = shape.exec(key)?.[1]
  return publicId === undefined ? null : { publicId, key }
}

/** Whether it was meant as an API key of ours, well formed or not. */
export const looksLikeApiKey = (text: string): boolean => text.startsWith('lk_')
