import { useState } from 'react'
import { type Policy, settledPolicy } from '../../parts/scaling/policy.ts'
import { PolicyFields } from '../../parts/scaling/policy-fields.tsx'
import { PolicyText } from '../../parts/scaling/policy-text.tsx'
import { change, type Details } from './data.ts'
import { FormCard } from './form-card.tsx'
import { type Component, policyOf } from './policy.ts'
import { useScalingWords } from './scaling-words.ts'

/** The bounds of how many instances a component has, and what moves it between them; with all of it said in sentences. */
export function PolicyForm({ deployment, component }: { readonly deployment: Details; readonly component: Component }) {
  const words = useScalingWords()
  const inForce = policyOf(deployment, component)
  const [policy, setPolicy] = useState<Policy>(inForce)
  return (
    <FormCard
      title={words.policy(words.components[component])}
      text={<PolicyText policy={policy} />}
      dirty={isOther(policy, inForce)}
      undo={() => setPolicy(inForce)}
      save={() => change(deployment.id, { scaling: { [component]: settledPolicy(policy) } })}
      done={words.savedPolicy}
    >
      <PolicyFields policy={policy} onChange={setPolicy} />
    </FormCard>
  )
}

const isOther = (one: Policy, other: Policy): boolean => sorted(one) !== sorted(other)
const sorted = (policy: Policy): string => JSON.stringify(Object.entries(settledPolicy(policy)).sort())
