/**
 * How a provider wants a call proved where a fixed header will not do: the secret, and what is made of it for each call.
 * Plain data, so that it can cross from control to gateway. Secret: never logged, never stored open.
 */
export type Auth = AwsSigV4 | TokenAuth

/** Every request signed by itself, over its final bytes. */
export type AwsSigV4 = {
  readonly kind: 'aws-sigv4'
  readonly region: string
  /** Name in the signature's scope: `bedrock`. */
  readonly service: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of temporary credentials; null: they are lasting ones. */
  readonly sessionToken: string | null
}

/** A secret that is exchanged for an access token, which is then good for many calls. */
export type TokenAuth = GoogleServiceAccount | EntraClientCredentials

/** A signed statement (RS256) is exchanged at `tokenUri`. */
export type GoogleServiceAccount = {
  readonly kind: 'google-service-account'
  readonly clientEmail: string
  /** PKCS #8, PEM. */
  readonly privateKey: string
  readonly privateKeyId: string | null
  readonly tokenUri: string
  readonly scope: string
}

export type EntraClientCredentials = {
  readonly kind: 'entra-client-credentials'
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** `https://login.microsoftonline.com`, or that of a national cloud. */
  readonly authority: string
  readonly scope: string
}

/** A request as it will be sent: nothing of it may change once it is signed. */
export type FinalRequest = {
  readonly method: string
  /** Scheme, host and port. */
  readonly origin: string
  /** With query. */
  readonly path: string
  /** Flat name (lower case), value list. */
  readonly headers: readonly string[]
  readonly body: Uint8Array | null
}

/** Headers that prove a request, by lower-case name; they replace those of the same name. */
export type ProofHeaders = Readonly<Record<string, string>>

export type Signer = {
  /**
   * At once where a token is at hand, else a promise. `publicOnly`: a token's address was given by a user and must not be private.
   * Throws or rejects with `Failure('upstream_failed')` where the provider gives no token.
   */
  sign(auth: Auth, request: FinalRequest, publicOnly: boolean): ProofHeaders | Promise<ProofHeaders>
  /** The provider refused what we made of this: whatever was kept for it is thrown away. */
  refused(auth: Auth): void
}
