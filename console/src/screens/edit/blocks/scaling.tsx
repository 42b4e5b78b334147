import { Stack, Text } from '@mantine/core'
import type { Field, Policy } from '../../../parts/scaling/policy.ts'
import { PolicyFields } from '../../../parts/scaling/policy-fields.tsx'
import { PolicyText } from '../../../parts/scaling/policy-text.tsx'
import { useEdit } from '../context.ts'
import { useAdvancedWords } from '../words-advanced.ts'

type Component = 'predictor' | 'transformer'

/** How many instances, and what makes them more or fewer: of the predictor, and of the transformer by itself. */
export function ScalingBlock({ transforms }: { readonly transforms: boolean }) {
  const words = useAdvancedWords()
  if (!transforms) return <OfComponent component="predictor" />
  return (
    <Stack gap="lg">
      <OfComponent component="predictor" title={words.ofPredictor} />
      <OfComponent component="transformer" title={words.ofTransformer} />
    </Stack>
  )
}

function OfComponent({ component, title }: { readonly component: Component; readonly title?: string }) {
  const { draft, dispatch, problem } = useEdit()
  const { scaling } = draft.document
  const policy = (scaling?.[component] ?? {}) as Policy
  const change = (next: Policy): void => {
    const { [component]: _, ...others } = scaling ?? {}
    const all = Object.keys(next).length > 0 ? { ...others, [component]: next } : others
    dispatch({ do: 'set', fields: { scaling: Object.keys(all).length > 0 ? all : undefined } })
  }
  const at = problem?.target?.split('.') ?? []
  const concerns = at[0] === 'scaling' && (at[1] ?? 'predictor') === component
  const errors = concerns && problem ? { [(at[2] ?? 'minInstances') as Field]: problem.message } : {}
  return (
    <Stack gap="sm" component="section" {...(title === undefined ? {} : { 'aria-label': title })}>
      <div>
        {title !== undefined && (
          <Text size="sm" fw={600}>
            {title}
          </Text>
        )}
        <PolicyText policy={policy} />
      </div>
      <PolicyFields policy={policy} onChange={change} errors={errors} />
    </Stack>
  )
}
