import type { Framework } from '../../domain/registry.ts'

const bySuffix: readonly (readonly [RegExp, Framework])[] = [
  [/\.gguf$/i, 'GGUF'],
  [/\.onnx$/i, 'ONNX'],
  [/(^|\/)saved_model\.pb$|\.keras$|\.h5$/i, 'TENSORFLOW'],
  [/\.(joblib|pkl|pickle)$/i, 'SKLEARN'],
  [/\.(safetensors|pt|pth)$|(^|\/)pytorch_model\.bin$/i, 'TORCH'],
]

/** What made these files; null: their names do not tell. */
export const frameworkIn = (paths: readonly string[]): Framework | null =>
  bySuffix.find(([pattern]) => paths.some((path) => pattern.test(path)))?.[1] ?? null

/** What made these files, as far as their names tell; `task` is what a hub says that the model does. */
export function frameworkOf(paths: readonly string[], task: string | null): Framework {
  const found = frameworkIn(paths)
  const isLanguage = task !== null && ['text-generation', 'text2text-generation', 'image-text-to-text'].includes(task)
  if (isLanguage && (found === 'TORCH' || found === null)) return 'LLM'
  return found ?? 'PYTHON'
}
