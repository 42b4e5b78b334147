/** How a deployment is hosted, admitted and billed. */
export type Terms = {
  readonly deploymentType?: string
  readonly residency?: string
  readonly capacity?: number | null
  readonly upgradePolicy?: string | null
  /** Id of a deployment. */
  readonly spilloverDeployment?: string | null
  readonly serviceTier?: string
}
