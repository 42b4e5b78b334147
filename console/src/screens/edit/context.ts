import { createContext, type Dispatch, useContext } from 'react'
import type { Problem } from '../../api/problem.ts'
import type { Action, Draft } from './draft.ts'
import type { Facts } from './facts.ts'
import type { Trial } from './trial.ts'

/** What all parts of the form share. */
export type Edit = {
  readonly draft: Draft
  readonly dispatch: Dispatch<Action>
  readonly facts: Facts
  /** What the server says it would be; null: not asked yet, or refused. */
  readonly trial: Trial | null
  /** Why the server refuses it as it is. */
  readonly problem: Problem | null
  /** Of a deployment that is there. */
  readonly editing: boolean
  /** Its id; null: there is none yet. */
  readonly deploymentId: string | null
}

export const EditContext = createContext<Edit | null>(null)

export function useEdit(): Edit {
  const edit = useContext(EditContext)
  if (!edit) throw new Error('a part of the form is outside of it')
  return edit
}

/** What the server said about one of these fields. `parameterBindings.connection` is also said as `connection`. */
export function useProblemAt(...targets: readonly string[]): string | undefined {
  const { problem } = useEdit()
  return problem?.target && targets.includes(problem.target) ? problem.message : undefined
}
