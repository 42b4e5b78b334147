import type { CatalogVersion } from '../domain/catalog.ts'
import type { Clock } from '../domain/clock.ts'
import type { Configuration } from '../domain/configuration.ts'
import type { DeploymentId, NewIds } from '../domain/ids.ts'
import type { LaunchPlacement, Placement } from '../domain/placement.ts'
import type { Engine } from '../engines/engine.ts'
import type { Executable } from '../executables/define.ts'
import type { Store } from '../store/store.ts'

/** What most platform verbs need; each asks for the part it uses with `Pick`. */
export type ControlDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly newIds: NewIds
  readonly executables: ExecutableRegistry
  readonly engine: Engine
  readonly place: Place
  /**
   * Wakes the reconciler for one deployment; never throws, harmless when nothing changed. Resolves when it has looked:
   * a verb that waits for it answers callers whose next read shows what they asked for.
   */
  readonly kick: (deploymentId: DeploymentId) => Promise<void> | void
}

export type ExecutableRegistry = {
  list(): readonly Executable[]
  /** For a configuration, in the form that it keeps; otherwise in the newest one. */
  find(id: string, configurationId?: string): Executable | undefined
}

/**
 * Turns a configuration into where its answers come from, as of now: checks parameters, finds connection, files and model version.
 * Throws `Failure('invalid')` naming the parameter or binding at fault, `Failure('gone')` for a retired model version. `readScripts`:
 * whether scripts are looked at, too, for what is surely wrong with them.
 */
export type Place = (configuration: Configuration, how?: { readonly readScripts: boolean }) => Promise<Placed>

/** What a component's instances are given of secrets, as it was when it was placed; asked for when one starts, and kept nowhere. */
export type OpenSecrets = () => Promise<Readonly<Record<string, string>>>

export type Placed = {
  readonly executable: Executable
  readonly placement: Placement
  /** Digest of the placement. */
  readonly revision: string
  /** Body format that it speaks. */
  readonly wire: string
  /** The component before and after it; null: it has none. */
  readonly transformer: {
    readonly placement: LaunchPlacement
    readonly revision: string
    readonly openSecrets: OpenSecrets
  } | null
  readonly openSecrets: OpenSecrets
  /** As configured: version may be `latest`. null where the executable has no model. */
  readonly model: { readonly name: string; readonly version: string } | null
  /** What `latest` stands for now, or the pinned version; null without catalog entry or registered model. */
  readonly modelVersion: string | null
  /** What the model can do, as far as the executable offers it: `chat`, `embeddings`, … */
  readonly capabilities: readonly string[]
  /** Deprecation notice for people, or ''. */
  readonly notice: string
  /** Epoch ms. */
  readonly deprecatedAt: number | null
  readonly retiresAt: number | null
  /** When this answer may change by the mere passing of time; null = never. */
  readonly nextChange: number | null
  /** Of the version that serves; null without catalog entry. */
  readonly facts: Pick<CatalogVersion, 'prices' | 'contextLength' | 'maxOutputTokens'> | null
  /** The address was given by a user and must not be private. */
  readonly publicOnly: boolean
}
