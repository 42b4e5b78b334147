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
  readonly paths: readonly { readonly below: string; readonly path: string }[]
  /** Query parameters added where the caller sent none of that name. */
  readonly query: Readonly<Record<string, string>>
  /** Headers that carry our credential; they replace the caller's of the same name. Secret: never logged, never stored open. */
  readonly headers: Readonly<Record<string, string>>
  /** The value that top-level `model` of a JSON body must have upstream; null = the body's `model` does not matter there. */
  readonly model: string | null
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
}
