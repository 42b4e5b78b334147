import { Text } from '@mantine/core'
import { useLanguage } from '../../words/words.ts'
import { cronText } from './cron-text.ts'
import { type Policy, settledPolicy } from './policy.ts'
import { usePolicyWords } from './words.ts'

/** A policy in sentences. */
export function PolicyText({ policy }: { readonly policy: Policy }) {
  const words = usePolicyWords()
  const language = useLanguage()
  const settled = settledPolicy(policy)
  return (
    <>
      <Text size="sm" role="status">
        {words.sentence(settled)}
      </Text>
      {settled.schedules.map(({ cron, timezone = 'UTC', minInstances, maxInstances = settled.maxInstances }, index) => (
        <Text key={index} size="sm">
          {words.scheduled(cronText(cron, language), timezone, minInstances, maxInstances)}
        </Text>
      ))}
    </>
  )
}
