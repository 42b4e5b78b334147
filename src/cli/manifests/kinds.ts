import { UsageError } from '../world.ts'
import { connectionKind } from './connection.ts'
import { deploymentKind } from './deployment.ts'
import type { Kind } from './kind.ts'
import { budgetKind, quotaKind } from './limits.ts'
import { groupKind, planKind, templateKind } from './small.ts'

/** In the order in which they need each other. */
export const kinds: readonly Kind[] = [groupKind, planKind, connectionKind, templateKind, deploymentKind, quotaKind, budgetKind]

/** As it is written, or as a noun of the command line: `deployments`, `quota`. */
export function kindNamed(text: string): Kind {
  const plainWord = text.toLowerCase().replace(/s$/, '')
  const short: Readonly<Record<string, string>> = { group: 'resourcegroup', plan: 'resourceplan', template: 'servingtemplate' }
  const found = kinds.find(({ kind }) => kind.toLowerCase() === (short[plainWord] ?? plainWord))
  if (found) return found
  throw new UsageError(`kind ${text}: must be one of ${kinds.map(({ kind }) => kind).join(', ')}`)
}
