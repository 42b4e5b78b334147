import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import type { Auth } from '../domain/auth.ts'
import type { Label } from '../domain/configuration.ts'
import type { Connection, Credential } from '../domain/connection.ts'
import type { RouteRules } from '../domain/parameter-rules.ts'
import type { ContainerSpec, LaunchPlacement, Placement } from '../domain/placement.ts'
import type { BoundModel, Framework, RegisteredRef } from '../domain/registry.ts'
import type { Machine, ResourcePlan } from '../domain/resources.ts'
import type { ScaledComponent, Scaling } from '../domain/scaling.ts'
import type { ScriptFile, ScriptLanguage } from '../domain/script.ts'
import type { SecretVariable, WantedSecret } from '../domain/secret.ts'

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
  /** Where parameters decide over it: the body format that these say. */
  readonly wireOf?: (parameters: z.infer<Parameters>) => string
  /** An image, and the Docker registry secret with which it is pulled; null: without one. */
  readonly pulls?: (parameters: z.infer<Parameters>) => { readonly image: string; readonly secret: string } | null
  /** What OpenTelemetry calls the provider (`gen_ai.provider.name`), where it has a name for it. */
  readonly telemetryName?: string
  /**
   * Parameter bindings arrive as strings; the schema coerces. Strict: an unknown key is refused with the list of known ones.
   * Every field carries `.describe()`: that text is shown in the console, CLI and API.
   */
  readonly parameters: Parameters
  /** Artifact inputs by name: `{ model: { kind: 'model', required: true, description } }`. */
  readonly artifacts: Readonly<Record<string, ArtifactInput>>
  /** Artifact inputs (names in `files`) that may be a folder of several files; `place` finds them in `context.folders`. */
  readonly folderInputs?: readonly string[]
  /** What a connection of this provider holds; null where the executable never uses one. */
  readonly connection: ConnectionShape | null
  /** Sources (or hashes) of files that parameters name, by the name under which `place` finds their local path in `context.files`. */
  readonly filesIn?: (parameters: z.infer<Parameters>) => Readonly<Record<string, string>>
  /** The version of a registered model that parameters name; `place` finds it in `context.registered`. null: none. */
  readonly registered?: (parameters: z.infer<Parameters>) => RegisteredRef | null
  /** Several of them for one instance; `place` finds them in `context.registeredSeveral`. */
  readonly registeredSeveral?: (parameters: z.infer<Parameters>) => readonly RegisteredRef[]
  /**
   * npm packages by name, as a JSON object; null: those of a `package.json` beside the artifact version's script. Absent: it has none.
   */
  readonly dependencies?: (parameters: z.infer<Parameters>) => string | null
  /** pip's requirements text of a Python environment that `place` finds in `context.environment`; null: none is needed. */
  readonly requirements?: (parameters: z.infer<Parameters>) => string | null
  /** Environment variables that come of secrets, by component; `place` finds them in `context.secretVariables`. */
  readonly secrets?: (parameters: z.infer<Parameters>) => { readonly [component in ScaledComponent]?: readonly WantedSecret[] }
  /** Names of resource plans that parameters name, by component; `place` finds them in `context.resourcePlans`. */
  readonly resourcePlans?: (parameters: z.infer<Parameters>) => { readonly [component in ScaledComponent]?: string }
  /** Whether `modelName` must be a catalog entry of this executable, and `modelVersion` follows the catalog. */
  readonly catalogued: (parameters: z.infer<Parameters>, bound: BoundFiles) => boolean
  /** Model name shown to callers; null where the executable has none. */
  readonly modelOf: (parameters: z.infer<Parameters>) => { readonly name: string; readonly version: string } | null
  /** What calls of a model may say, where that is known: they are refused before they leave. Absent: the backend has the only word. */
  readonly rulesOf?: (model: string) => RouteRules | null
  /** `chat`, `completions`, `embeddings`, `responses` */
  readonly capabilities: readonly string[]
  /** Pure: parameters and context in, placement out. Throws `Failure('invalid')` naming the parameter at fault. */
  readonly place: (parameters: z.infer<Parameters>, context: PlaceContext) => Placement
  /** How many instances a new deployment has unless it says so itself; null, or absent: one. */
  readonly scaling?: (parameters: z.infer<Parameters>) => Scaling | null
  /** Kinds of registered models that it serves by themselves: nothing need be said but the model. */
  readonly frameworks?: readonly Framework[]
  /** Files that it serves by themselves, by how their names end, and the parameter that takes the SHA-256 of one. Absent: there are none. */
  readonly servesFile?: { readonly parameter: string; readonly ending: string }
  /** Language of the predictor scripts that it runs: with one beside a registered model, it serves models of any kind. Absent: it runs none. */
  readonly runs?: ScriptLanguage
  /** How many provisioned units one of its instances is; absent: one. */
  readonly unitsPerInstance?: number
  /** Of an executable that is data: a serving template of a user's. Absent: it comes with the program. */
  readonly template?: TemplateFacts
  /** Scripts of users that it runs, each with the binding that names it: they are read before a deployment is made of them. */
  readonly scripts?: (parameters: z.infer<Parameters>, context: ScriptContext) => readonly NamedScript[]
  /** Whether its instances put calls together for the model where a deployment asks for it. */
  readonly batches?: boolean
  /** The component before and after it, where it may have one. */
  readonly transformer?: {
    /** As `requirements`; null: the predictor's do. */
    readonly requirements: (parameters: z.infer<Parameters>) => string | null
    /** null: these parameters name none. */
    readonly place: (parameters: z.infer<Parameters>, context: PlaceContext) => LaunchPlacement | null
  }
}

export type ArtifactInput = {
  readonly kind: 'model' | 'dataset' | 'other'
  readonly required: boolean
  readonly description: string
  readonly labels?: readonly Label[]
}

export type TemplateFacts = {
  readonly scenario: { readonly name: string; readonly description: string }
  readonly labels: readonly Label[]
  readonly createdAt: number
  /** Epoch; 0: what it should have become is not sound. */
  readonly modifiedAt: number
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
  /** Local paths of inputs that are folders, read-only. */
  readonly folders?: BoundFiles
  /** What `latest` stands for now, or the pinned version; and what the provider calls it. null without catalog entry. */
  readonly resolved: { readonly version: string; readonly providerModelId: string | null } | null
  /** What `registered` named, as folders on disk. */
  readonly registered?: BoundModel | null
  readonly registeredSeveral?: readonly BoundModel[]
  readonly host: HostFacts
  /** Credentials for the image that `pulls` named. Secret. */
  readonly registry?: ContainerSpec['registry']
  /** All that `resourcePlans` named, by name. */
  readonly resourcePlans?: Readonly<Record<string, ResourcePlan>>
  /** Those of `secrets` that are there. */
  readonly secretVariables?: { readonly [component in ScaledComponent]?: readonly SecretVariable[] }
  /** What bound files were called where they came from, by the names of `files`. */
  readonly fileNames?: BoundFiles
  /** Where the packages that `requirements` asks for are installed; absent where it asks for none. */
  readonly environment?: PythonEnvironment | null
  /** What `dependencies`, or a `package.json` beside the artifact version's script, asks for; null: nothing. */
  readonly packages?: NodePackages | null
}

/** What scripts are found by. */
export type ScriptContext = Pick<PlaceContext, 'files' | 'fileNames' | 'folders' | 'registered'>
/** `target`: the field of a configuration that names it. */
export type NamedScript = ScriptFile & { readonly target: string }

/** npm packages for a script: a folder with `node_modules`. */
export type NodePackages = { readonly folder: string; readonly logFile: string }

export type PythonEnvironment = {
  /** Absolute path of the environment's interpreter. */
  readonly python: string
  /** What its installation said. */
  readonly logFile: string
}

/** What the machine offers; filled in by the composition root. */
export type HostFacts = {
  /** `llama-server` that was configured or found on the PATH; null: use our own runner. */
  readonly llamaServer: string | null
  /** Absolute path of Node and of our runner program. */
  readonly node: string
  readonly llamaRunner: string
  /** Absolute path of the program that serves scripts and models over V1 and the Open Inference Protocol. */
  readonly predictorHost: string
  /** The same of the programs that read scripts before they are run; absent: nobody does. */
  readonly scriptChecks?: { readonly python: string; readonly node: string }
  /** Python for scripts that ask for no packages of their own; null: there is none on this machine. */
  readonly python: string | null
  readonly cores: number
  /** Where Docker or Podman listens; null: nowhere. */
  readonly containerSocket?: string | null
  /** What instances may be given of this machine; absent: there is no knowing. */
  readonly machine?: Machine
}

/** Keeps the parameter type known to `place` while the registry holds all executables in one list. */
export const defineExecutable = <P extends z.ZodObject>(executable: Executable<P>): Executable =>
  executable as unknown as Executable
