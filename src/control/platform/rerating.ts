import { Failure } from '../../domain/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Rerate, RerateAsked } from '../../domain/rerate.ts'
import type { ControlDeps } from '../deps.ts'
import type { Rerating } from '../rerating.ts'
import type { Audit } from './caller.ts'

export type RerateDeps = Pick<ControlDeps, 'store'> & { readonly audit: Audit; readonly rerating: Pick<Rerating, 'begin'> }

/** Charges what was used in that span again; goes on by itself where it takes longer than a moment. */
export const rerate =
  (deps: RerateDeps) =>
  async (by: Principal, asked: Omit<RerateAsked, 'by'>): Promise<Rerate> => {
    if (asked.from >= asked.to) throw new Failure('invalid', 'from must be before to', { target: 'from' })
    deps.audit('usage to be charged again', { ...asked, by: by.id })
    return deps.rerating.begin({ ...asked, by: by.id })
  }

export const getRerate =
  ({ store }: Pick<RerateDeps, 'store'>) =>
  async (id: string): Promise<Rerate> => {
    const found = await store.rerates.get(id)
    if (found) return found
    throw new Failure('not_found', `there is no correction ${id}`, { target: 'rerateId' })
  }

/** The newest hundred, newest first. */
export const listRerates =
  ({ store }: Pick<RerateDeps, 'store'>) =>
  (): Promise<readonly Rerate[]> =>
    store.rerates.list()
