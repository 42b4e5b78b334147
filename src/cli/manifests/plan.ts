import { ApiError } from '../../client/api-error.ts'
import { type Difference, differences } from '../../client/differences.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'
import type { Found } from './kind.ts'
import type { Read } from './read.ts'

/** What a document would do. */
export type Step = Read & {
  /** Of the group that the document is for. */
  readonly session: Session
  /** null: there is none yet. */
  readonly found: Found | null
  readonly differences: readonly Difference[]
  readonly action: 'create' | 'change' | 'none'
}

/** Looks only. */
export async function planOf(session: Session, read: Read): Promise<Step> {
  const { kind, document } = read
  const inGroup =
    kind.perGroup && typeof document['resourceGroup'] === 'string' ? session.inGroup(document['resourceGroup']) : session
  const found = await kind.find(inGroup, document).catch((error) => {
    // A group that is made by the same documents is not there when they are only looked at.
    if (inGroup !== session && error instanceof ApiError && error.status === 404) return null
    throw error
  })
  const { resourceGroup: _, ...said } = document
  const differing = differences(found?.document ?? {}, said, kind.whole).filter(({ field }) => field !== 'kind')
  const action = found === null ? 'create' : differing.length > 0 ? 'change' : 'none'
  return { ...read, session: inGroup, found, differences: differing, action }
}

/** A refusal says of which document it is. */
export async function carryOut({ kind, document, session, found, differences: differing, at }: Step): Promise<void> {
  try {
    if (found === null) await kind.create(session, document)
    else if (differing.length > 0) await kind.change(session, found, document, differing)
    else await kind.sayAgain?.(session, found, document)
  } catch (error) {
    const title = `${at}: ${kind.kind} ${kind.titleOf(document)}`
    if (error instanceof ApiError) throw new ApiError(error.status, { ...error, message: `${title}: ${error.message}` })
    if (error instanceof UsageError) throw new UsageError(`${title}: ${error.message}`, { cause: error })
    throw error
  }
}
