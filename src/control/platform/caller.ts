import { Failure } from '../../domain/failure.ts'
import { mayTouch, type Principal } from '../../domain/principal.ts'

/** Who asks, and in which group. */
export type Caller = { readonly principal: Principal; readonly resourceGroup: string }

/** What goes on by itself after somebody asked for it. */
export const operatorIn = (resourceGroup: string, id: string): Caller => ({
  principal: {
    kind: 'apiKey',
    id,
    name: id,
    role: 'operator',
    resourceGroups: [resourceGroup],
    deployments: '*',
    expiresAt: null,
  },
  resourceGroup,
})

/** A deployment outside what the credential is limited to answers as one that does not exist. */
export const mustSee = ({ principal }: Caller, deploymentId: string): void => {
  if (!mayTouch(principal, deploymentId)) throw unknownDeployment(deploymentId)
}

export const unknownDeployment = (id: string): Failure =>
  new Failure('not_found', `Deployment ID ${id} not found in this resource group`, { target: 'deploymentId' })

/** Told of every change; never handed a secret. */
export type Audit = (event: string, fields: Readonly<Record<string, unknown>>) => void
