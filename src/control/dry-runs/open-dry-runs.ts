import type { DidItself } from '../audit-trail.ts'
import { operatorIn } from '../platform/caller.ts'
import type { Platform } from '../platform/platform.ts'
import { gatewayOrigin, makeCallGateway } from './call-gateway.ts'
import { type DryRuns, type DryRunsDeps, makeDryRuns } from './dry-runs.ts'

export type OpenDryRunsDeps = Omit<DryRunsDeps, 'call' | 'takeBack'> & {
  /** Where callers reach the gateway, and where it listens. */
  readonly origin: string
  readonly config: { readonly port: number; readonly host: string; readonly tls: { readonly kind: string } }
  readonly rollBack: Platform['rollBack']
  /** Told that it ended the rollout; absent: nobody wants to know. */
  readonly didItself?: DidItself
}

/** Dry runs with what they need of the gateway and of the platform, which they end as whoever began them. */
export function openDryRuns({ origin, config: { port, host, tls }, rollBack, didItself, ...deps }: OpenDryRunsDeps): DryRuns {
  return makeDryRuns({
    ...deps,
    call: makeCallGateway(gatewayOrigin(origin, { port, host, tls: tls.kind !== 'off' })),
    async takeBack({ id, resourceGroup }, { createdBy }, note) {
      await rollBack(operatorIn(resourceGroup, createdBy), id, { note })
      didItself?.({ action: 'deployments.rollout.rollback', resourceGroup, deploymentId: id, message: note })
    },
  })
}
