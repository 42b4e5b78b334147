import type { Instance } from '../domain/instance.ts'
import type { ScaledComponent } from '../domain/scaling.ts'

export type Plan = {
  readonly actions: readonly Action[]
  readonly phase: 'pending' | 'running' | 'dead' | 'stopping' | 'stopped'
  readonly message: string
  /** Instances that calls may go to, in no order. */
  readonly serving: readonly Instance[]
  /** Look again after this long even if nothing is heard; null = only when something changes. */
  readonly againMs: number | null
}

export type Action =
  | { readonly kind: 'start'; readonly revision: string; readonly component?: ScaledComponent }
  /** Once calls in flight have ended. */
  | { readonly kind: 'stop'; readonly id: string }
  | { readonly kind: 'forget'; readonly id: string }

export const retire = (instances: readonly Instance[]): Action[] =>
  instances.flatMap((each) =>
    isExited(each) ? [forget(each)] : each.phase === 'stopping' ? [] : [{ kind: 'stop' as const, id: each.id }],
  )

export const forget = (instance: Instance): Action => ({ kind: 'forget', id: instance.id })
export const isReady = (instance: Instance): boolean => instance.phase === 'ready'
export const isExited = (instance: Instance): boolean => instance.phase === 'exited'
