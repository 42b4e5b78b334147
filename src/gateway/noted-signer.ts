import type { Signer } from '../domain/auth.ts'
import type { LoadReport, Route, Target } from '../domain/route.ts'
import { isRefusedToken } from './prove.ts'
import type { Outcome, SetAside } from './relay.ts'

/** A signer that also keeps in mind whose credential a provider refused: control reads it anew where it is kept elsewhere. */
export type NotedSigner = Signer & {
  heed(route: Pick<Route, 'deploymentId'>, target: Pick<Target, 'auth'>, outcome: Outcome | SetAside): void
  /** Its part of a load report: those since the report before. */
  report(): Pick<LoadReport, 'refused'>
}

export function makeNotedSigner(signer: Signer): NotedSigner {
  let refused: string[] = []
  return {
    ...signer,
    heed({ deploymentId }, { auth }, outcome) {
      if (!isRefusedToken(outcome)) return
      if (auth) signer.refused(auth)
      if (!refused.includes(deploymentId)) refused.push(deploymentId)
    },
    report() {
      if (refused.length === 0) return {}
      const told = refused
      refused = []
      return { refused: told }
    },
  }
}
