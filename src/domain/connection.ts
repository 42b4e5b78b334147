import type { ResourceGroupId } from './ids.ts'

/** A provider account: where it is and how to prove who we are. The credential is stored sealed and never given out. */
export type Connection = {
  readonly name: string
  /** null: shared with every group by an administrator. */
  readonly resourceGroup: ResourceGroupId | null
  /** Id of the executable family it is for: `azure-openai`, `openai-compatible`, … */
  readonly provider: string
  /** Without trailing slash. */
  readonly baseUrl: string
  readonly options: Readonly<Record<string, unknown>>
  /** Sealed JSON of the credential (see `access/box.ts`); null = none needed. */
  readonly sealedCredential: string | null
  readonly generation: number
  readonly createdAt: number
  readonly modifiedAt: number
}

/** The opened credential, only ever in memory: `{ apiKey }`, `{ token }`, … as the executable's credential schema says. */
export type Credential = Readonly<Record<string, string>>
