import type { Terms } from '../../client/terms-types.ts'
import { wholeIn } from '../number-in.ts'
import type { Session } from '../session.ts'
import { rulesIn } from './asked-rules.ts'
import { findDeployment } from './find-deployment.ts'

export type TermsOptions = {
  readonly type?: string
  readonly residency?: string
  readonly capacity?: string
  readonly upgrade?: string
  readonly spillover?: string
  readonly tier?: string
  readonly rule?: readonly string[]
}

/** `none`: there is to be none any more. */
export async function termsIn(session: Session, options: TermsOptions): Promise<Terms> {
  const { type, residency, capacity, upgrade, spillover, tier, rule = [] } = options
  return {
    ...(type === undefined ? {} : { deploymentType: type }),
    ...(residency === undefined ? {} : { residency }),
    ...(capacity === undefined ? {} : { capacity: wholeIn(capacity, '--capacity') }),
    ...(upgrade === undefined ? {} : { upgradePolicy: upgrade === 'none' ? null : upgrade }),
    ...(spillover === undefined
      ? {}
      : { spilloverDeployment: spillover === 'none' ? null : (await findDeployment(session, spillover)).id }),
    ...(tier === undefined ? {} : { serviceTier: tier }),
    ...(rule.length === 0 ? {} : { parameterRules: rulesIn(rule) }),
  }
}
