import { z } from 'zod'
import type { ConfigurationId } from './ids.ts'

/** A serving template as it is kept: its YAML. */
export type StoredTemplate = {
  /** Id of the executable that it is; the same in all resource groups. */
  readonly name: string
  readonly content: string
  /** Which application brought it, and from which file of its repository; null: somebody uploaded it. */
  readonly application: string | null
  readonly file: string | null
  /** Why what the file says now was not taken; null: this is what it says. */
  readonly problem: string | null
  /** Since when it is gone from where it came from, and kept for the deployments that use it. Epoch ms; null: it is there. */
  readonly removedAt: number | null
  readonly createdBy: string
  readonly createdAt: number
  readonly modifiedAt: number
}

/** The form of a template that a configuration's deployments keep. */
export type TemplatePin = { readonly configurationId: ConfigurationId; readonly template: string; readonly content: string }

/** A git repository, and how to get in. */
export type TemplateRepository = {
  readonly name: string
  /** `https://…`, or `file:///…` for one on this machine. */
  readonly url: string
  /** Sealed JSON of `{ username, password }`; null: none needed. */
  readonly sealedCredentials: string | null
  readonly status: 'ERROR' | 'IN-PROGRESS' | 'COMPLETED'
  readonly message: string
  readonly createdAt: number
  readonly modifiedAt: number
}

/** A folder of a repository at a revision, whose templates are kept the same as here. */
export type TemplateApplication = {
  readonly name: string
  readonly repositoryUrl: string
  /** Branch, tag, commit or `HEAD`. */
  readonly revision: string
  /** Within the repository; `''`: its top. */
  readonly path: string
  /** How it went the last time; null: never yet. */
  readonly sync: SyncReport | null
  readonly createdAt: number
  readonly modifiedAt: number
}

export const SyncReport = z.object({
  /** `failed`: nothing was read, all stays as it was. `partly`: some files are not sound. */
  outcome: z.enum(['synced', 'partly', 'failed']),
  message: z.string(),
  /** null: nothing was read. */
  commit: z.string().nullable(),
  startedAt: z.int(),
  finishedAt: z.int(),
  resources: z.array(
    z.object({
      file: z.string(),
      /** As far as the file says; else the file's name. */
      name: z.string(),
      kind: z.string(),
      state: z.enum(['synced', 'refused', 'kept']),
      message: z.string(),
    }),
  ),
})
export type SyncReport = z.infer<typeof SyncReport>
