import type { Auth } from './auth.ts'
import type { PlatformAccess } from './platform-access.ts'
import type { Resources } from './resources.ts'
import type { SecretVariable } from './secret.ts'

/**
 * How an executable with its parameters becomes something that answers. Plain data, so that it can cross
 * from control to gateway and be compared: two equal placements are the same revision of a deployment.
 */
export type Placement = RemotePlacement | LaunchPlacement

/** A provider elsewhere. */
export type RemotePlacement = {
  readonly kind: 'remote'
  /** Scheme, host and port only: `https://acme.openai.azure.com`. */
  readonly origin: string
  /**
   * Where a path below the deployment goes upstream, first match wins; `{rest}` is what follows a trailing `/**`.
   * `[{ below: '/chat/completions', path: '/openai/deployments/gpt-4o/chat/completions' }, { below: '/**', path: '/v1/{rest}' }]`
   */
  readonly paths: readonly PathRule[]
  /** Query parameters added where the caller sent none of that name. */
  readonly query: Readonly<Record<string, string>>
  /** Headers that carry our credential; they replace the caller's of the same name. Secret: never logged, never stored open. */
  readonly headers: Readonly<Record<string, string>>
  /** Headers sent where the caller sent none of that name. */
  readonly defaultHeaders?: Readonly<Record<string, string>>
  /** What each request is proved with, where fixed headers will not do. Secret, as `headers`. */
  readonly auth?: Auth
  /** The value that top-level `model` of a JSON body must have upstream; null = the body's `model` does not matter there. */
  readonly model: string | null
}

/** Where a path below a deployment goes on its target. */
export type PathRule = {
  /**
   * A path (`/chat/completions`); with `/**` at its end, everything under it; with `/**` at its beginning, under anything; with
   * `{model}`, any name there that the deployment goes by: `/**` + `/models/{model}:predict`.
   */
  readonly below: string
  /** `{rest}` is what a trailing `/**` stood for. */
  readonly path: string
  /** The path, as it is, of calls whose JSON body asks for a stream; absent: `path`, as for all others. */
  readonly streamed?: string
  /** Names that `{model}` may have, besides the deployment's own name and id. */
  readonly models?: readonly string[]
  /** Query parameters that replace the caller's; null takes theirs away. */
  readonly query?: Readonly<Record<string, string | null>>
  /** Members, as JSON text, that replace those of a JSON body; null takes theirs away. */
  readonly members?: Readonly<Record<string, string | null>>
}

/** A model server that an engine starts. Everything an engine needs to know, whatever it is made of. */
export type LaunchPlacement = {
  readonly kind: 'launch'
  /** `{socket}` in an argument stands for the Unix socket path that the server must listen on. */
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Answers 200 once the server is able to answer, another status while loading. */
  readonly readyPath: string
  /** Bound of the time from start to ready. */
  readonly startTimeoutMs: number
  /** Prefix of paths on the server for paths below the deployment: `/v1`. */
  readonly basePath: string
  readonly model: string | null
  /** Calls that the server takes at once. */
  readonly concurrency: number
  /** Unix socket on which the platform may change settings of a running instance: `{socket}.ctl`; absent: it has none. */
  readonly settingsDoor?: string
  /** What an instance is given; absent: nothing is kept for it, and nothing limited. */
  readonly resources?: Resources
  /** What comes of secrets is put into its environment when it starts; absent: nothing does. */
  readonly secretVariables?: readonly SecretVariable[]
  /** Absent: an instance gets no key of this platform. */
  readonly platformAccess?: PlatformAccess
  /** An image to run instead of `command`, which is empty then. */
  readonly container?: ContainerSpec
}

/** A user's image. */
export type ContainerSpec = {
  readonly image: string
  /** Instead of the image's entrypoint, and of its command; `{socket}` as above. null: the image's own. */
  readonly command: readonly string[] | null
  readonly args: readonly string[] | null
  /** Port that the server in it listens on; null: it listens on the Unix socket named by `LECTERN_SOCKET`. */
  readonly port: number | null
  /** Folders of this machine that it may read. */
  readonly mounts: readonly { readonly source: string; readonly target: string }[]
  /** Whether it may reach other machines. */
  readonly network: boolean
  /** `uid:gid`; null: nobody. */
  readonly user: string | null
  /** For the registry that has the image. Secret: never logged, never stored open. */
  readonly registry: { readonly server: string; readonly username: string; readonly password: string } | null
}
