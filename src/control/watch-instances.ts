import type { Instance } from '../domain/instance.ts'
import type { Engine } from '../engines/engine.ts'

/** Tells of all instances now and whenever one changed. Returns the function that ends it. */
export function watchInstances(
  engine: Pick<Engine, 'observe' | 'onChange'>,
  saw: (all: readonly Instance[]) => void,
): () => void {
  // It is for counting: what cannot be seen now is seen the next time.
  const look = (): void => void engine.observe().then(saw, () => {})
  look()
  return engine.onChange(look)
}
