/** Who does what nobody asked for at that moment: upgrades by policy, the end of a time to live, a dry run that takes back. */
export const lecternItself = { kind: 'lectern', id: 'lectern', name: 'Lectern' } as const

export const auditOutcomes = ['done', 'refused'] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

/** One thing that was changed, or that somebody was refused. Never holds a body or a secret. */
export type NewAuditEntry = {
  readonly actor: {
    /** `apiKey`, `oauthClient`, …; `lectern`: nobody asked. */
    readonly kind: string
    readonly id: string
    readonly name: string
  }
  /** `deployments.create`: the same in every dialect. */
  readonly action: string
  /** `POST /v2/lm/deployments`, as the route is declared; '': nobody called. */
  readonly call: string
  /** null: it concerns the installation, or no group that the caller may enter. */
  readonly resourceGroup: string | null
  /** `deployments`, `keys`, … */
  readonly targetKind: string
  /** Its id or name; null: nothing was made, or it has none. */
  readonly target: string | null
  /** Of the answer; null: nobody called. */
  readonly status: number | null
  readonly outcome: AuditOutcome
  /** Why it was refused, or what was done by itself; null: the action says it all. */
  readonly message: string | null
  /** Leads to the logs; null: nobody called. */
  readonly requestId: string | null
  /** Where the call came from. */
  readonly address: string | null
}

export type AuditEntry = NewAuditEntry & {
  /** `a` and 25 hex digits, in the order of what happened. */
  readonly id: string
  /** Epoch ms. */
  readonly at: number
}
