import type { Price } from './catalog.ts'
import type { DeploymentType, Residency, ServiceTier } from './terms.ts'
import type { Usage } from './usage.ts'

/**
 * `settled`: the call ended, and what it used is known. `aborted`: it was cut short by either side; `usage` is what had passed.
 * `uncertain`: it left, and nothing is known of its end; `usage` is an estimate.
 */
export const ledgerStates = ['settled', 'aborted', 'uncertain'] as const
export type LedgerState = (typeof ledgerStates)[number]

/**
 * Where `usage` comes from: the backend's own count; our estimate, where tokens were surely used and nobody counted; or nowhere,
 * because no tokens were used that anyone counts (it never left, was refused, or asked for a list, a file, a format unknown to us).
 */
export const usageSources = ['reported', 'estimated', 'none'] as const
export type UsageSource = (typeof usageSources)[number]

/** In place of a credential, of a call that is a copy: it is nobody's, and no limit or budget counts it. */
export const copyCredential = 'mirror'

/** Written before a call leaves. */
export type LedgerIntent = {
  /** Counted from 1 by each gateway process; with the process's own id it names the call for ever. */
  readonly seq: number
  /** Epoch ms at which it left. */
  readonly at: number
  readonly requestId: string
  /** Public id of the API key, or client id; `copyCredential` of a copy. */
  readonly credential: string
  readonly dialect: string
  readonly resourceGroup: string
  readonly deploymentId: string
  readonly deploymentName: string
  readonly executableId: string
  readonly model: string | null
  readonly version: string | null
  readonly wire: string
  /** Instance id, or `remote:<revision>`. */
  readonly target: string
  readonly estimatedInput: number
} & LedgerTerms

/** How it was admitted and is billed; null or absent: nothing was said of it. */
export type LedgerTerms = {
  readonly deploymentType?: DeploymentType | null
  readonly residency?: Residency | null
  readonly serviceTier?: ServiceTier | null
}

/** What targets elsewhere are called begins so. */
export const isRemoteTarget = (target: string): boolean => target.startsWith('remote:')

/** Written when it ends. */
export type LedgerSettlement = {
  readonly seq: number
  /** Epoch ms. */
  readonly endedAt: number
  readonly state: LedgerState
  /** As the caller saw it; 499: the caller left. */
  readonly status: number
  readonly source: UsageSource
  readonly usage: Usage
  /** From leaving to the first byte of the answer; null: none came. */
  readonly firstByteMs: number | null
  /** What the answer says it was billed by, where that is not what was asked for. */
  readonly serviceTier?: ServiceTier | null
}

/** What a segment holds, a JSON object a line. Every segment begins with `boot`; `close` ends the last one of a process that ended in order. */
export type LedgerRecord =
  | { readonly kind: 'boot'; readonly boot: string; readonly pid: number; readonly at: number }
  | ({ readonly kind: 'intent' } & LedgerIntent)
  /** The whole intent again, before the call leaves for another target: nobody worked on it at the one before. */
  | ({ readonly kind: 'moved' } & LedgerIntent)
  | ({ readonly kind: 'settlement' } & LedgerSettlement)
  | { readonly kind: 'close' }

/** `<boot>-<number>.ledger`: number counts up from 1, so segments of one process sort by age. */
export const segmentName = (boot: string, number: number): string => `${boot}-${String(number).padStart(8, '0')}.ledger`

export function parseSegmentName(name: string): { readonly boot: string; readonly number: number } | null {
  const [, boot, number] = /^([\w-]{1,64})-(\d{8})\.ledger$/.exec(name) ?? []
  return boot !== undefined && number !== undefined ? { boot, number: Number(number) } : null
}

/** The name of a call that no other has or will have. */
export const ledgerId = (boot: string, seq: number): string => `${boot}-${seq}`

/** A call in the store. */
export type LedgerEntry = Omit<LedgerIntent, 'estimatedInput'> &
  Omit<LedgerSettlement, 'usage'> &
  Usage & {
    /** Id of the gateway process. */
    readonly boot: string
    /** Nano-units of `currency`; null: unknown, which is not zero. */
    readonly cost: number | null
    readonly currency: string | null
    readonly pricing: 'priced' | 'assumed' | 'unpriced'
    /** Of the rate card that `cost` was worked out with. */
    readonly rateId: string | null
  }

/** A price as it was when a call was charged by it; kept for ever, whatever becomes of the catalog. */
export type RateCard = {
  /** Digest of all the rest. */
  readonly id: string
  readonly executableId: string
  readonly model: string
  readonly version: string
  readonly price: Price
}

/** How far a gateway process's segments have been read. */
export type BootProgress = {
  readonly no: number
  readonly boot: string
  readonly pid: number
  /** Number of the segment that is being read, and the bytes of it that have been taken. */
  readonly number: number
  readonly bytes: number
}

/** Takes a piece of a process's segments into the store: all of it and the progress past it, or none. */
export type LedgerBatch = {
  readonly from: BootProgress
  readonly to: Pick<BootProgress, 'number' | 'bytes'>
  readonly ended: readonly LedgerEntry[]
  /** What is taken out again, because a later word on the call came: from rows and sums alike. */
  readonly withdrawn: readonly LedgerEntry[]
  /** Intents whose end has not come yet. */
  readonly opened: readonly LedgerIntent[]
  /** Numbers of intents from before that have ended. */
  readonly closed: readonly number[]
  readonly rates: readonly RateCard[]
}
