import type { Draft } from './draft.ts'

/** Whether somebody's work would be lost. What a form chooses by itself, such as the newest script of a model, is nobody's work. */
export const isUnsaved = (start: Draft, draft: Draft): boolean =>
  workIn(start) !== workIn(draft) ||
  draft.batcher !== start.batcher ||
  draft.log !== start.log ||
  (draft.yaml?.troubles.length ?? 0) > 0

function workIn({ document, named }: Draft): string {
  const { name, configuration, ...rest } = document
  const { artifactVersion: _, ...bindings } = configuration?.parameterBindings ?? {}
  return JSON.stringify([named ? name : '', { ...configuration, parameterBindings: bindings }, rest])
}
