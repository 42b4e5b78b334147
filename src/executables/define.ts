import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import type { Auth } from '../domain/auth.ts'
import type { Connection, Credential } from '../domain/connection.ts'
import type { Placement } from '../domain/placement.ts'

/**
 * One provider or runtime, described fully: forms, validation, OpenAPI and docs are generated from this.
 * Adding one is a new file (or folder) here and a line in `index.ts`; no other room knows its id.
 */
export type Executable<Parameters extends z.ZodObject = z.ZodObject> = {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly scenarioId: string
  /** Template version, as in `GET …/versions`. */
  readonly versionId: string
  /** Body format that its backends speak: `openai`. */
  readonly wire: string
  /**
   * Parameter bindings arrive as strings; the schema coerces. Strict: an unknown key is refused with the list of known ones.
   * Every field carries `.describe()`: that text is shown in the console, CLI and API.
   */
  readonly parameters: Parameters
  /** Artifact inputs by name: `{ model: { kind: 'model', required: true, description } }`. */
  readonly artifacts: Readonly<Record<string, ArtifactInput>>
  /** What a connection of this provider holds; null where the executable never uses one. */
  readonly connection: ConnectionShape | null
  /** Sources (or hashes) of files that parameters name, by the name under which `place` finds their local path in `context.files`. */
  readonly filesIn?: (parameters: z.infer<Parameters>) => Readonly<Record<string, string>>
  /** Whether `modelName` must be a catalog entry of this executable, and `modelVersion` follows the catalog. */
  readonly catalogued: (parameters: z.infer<Parameters>, bound: BoundFiles) => boolean
  /** Model name shown to callers; null where the executable has none. */
  readonly modelOf: (parameters: z.infer<Parameters>) => { readonly name: string; readonly version: string } | null
  /** `chat`, `completions`, `embeddings`, `responses` */
  readonly capabilities: readonly string[]
  /** Pure: parameters and context in, placement out. Throws `Failure('invalid')` naming the parameter at fault. */
  readonly place: (parameters: z.infer<Parameters>, context: PlaceContext) => Placement
}

export type ArtifactInput = {
  readonly kind: 'model' | 'dataset' | 'other'
  readonly required: boolean
  readonly description: string
}

/** Local paths of bound artifacts by input name. */
export type BoundFiles = Readonly<Record<string, string>>

export type ConnectionShape = {
  /** Credential fields, all strings; write-only. */
  readonly credential: z.ZodObject
  readonly options: z.ZodObject
  /** Shown as example: `https://<resource>.openai.azure.com`. */
  readonly baseUrlExample: string
  /** Where the provider lives when the connection names no address of its own; absent where there is no such place. May follow the options. */
  readonly baseUrlDefault?: string | ((options: Readonly<Record<string, unknown>>) => string | undefined)
  /** The cheapest real call that proves address and credential: a GET, 2xx = works, 401/403 = credential refused. */
  readonly probe: (connection: Connection, credential: Credential) => ProbeRequest
}
export type ProbeRequest = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly auth?: Auth
  /** Answers besides 2xx that prove address and credential. */
  readonly proven?: (status: number, headers: IncomingHttpHeaders) => boolean
}

export type PlaceContext = {
  readonly connection: { readonly record: Connection; readonly credential: Credential } | null
  readonly files: BoundFiles
  /** What `latest` stands for now, or the pinned version; and what the provider calls it. null without catalog entry. */
  readonly resolved: { readonly version: string; readonly providerModelId: string | null } | null
  readonly host: HostFacts
}

/** What the machine offers; filled in by the composition root. */
export type HostFacts = {
  /** `llama-server` that was configured or found on the PATH; null: use our own runner. */
  readonly llamaServer: string | null
  /** Absolute path of Node and of our runner program. */
  readonly node: string
  readonly llamaRunner: string
  readonly cores: number
}

/** Keeps the parameter type known to `place` while the registry holds all executables in one list. */
export const defineExecutable = <P extends z.ZodObject>(executable: Executable<P>): Executable =>
  executable as unknown as Executable
