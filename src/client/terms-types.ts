/** How a deployment is hosted, admitted and billed. */
export type Terms = {
  readonly deploymentType?: string
  readonly residency?: string
  readonly capacity?: number | null
  readonly upgradePolicy?: string | null
  /** Id of a deployment. */
  readonly spilloverDeployment?: string | null
  readonly serviceTier?: string
  /** By parameter: what calls may say. */
  readonly parameterRules?: Readonly<Record<string, ParameterRule>> | null
}

export type ParameterRule = {
  readonly allowed?: false
  readonly minimum?: number
  readonly maximum?: number
  readonly values?: readonly string[]
  readonly default?: number | string | boolean
}
