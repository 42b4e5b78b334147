import type { Resources, Used } from '../../domain/resources.ts'
import type { ProcessTable } from './process-table.ts'

/** All that a way of limiting has to do; `Enclosure` is the same with somebody who looks. */
export type Group = {
  wrap(command: readonly string[]): readonly string[]
  started(pid: number): void
  /** Gives limits to what had none; false: it takes more than that already. */
  change(resources: Resources): boolean
  look(processes: () => ProcessTable): { readonly used: Used | null; readonly outgrew: boolean }
  kill(): void
  /** false: something in it still lives. */
  remove(): boolean
}
