import { Anchor, Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMay } from '../../api/session.ts'
import type { Column } from '../../parts/data-table.tsx'
import { joined, sentence } from '../../parts/sentence.tsx'
import { Mark, type Tone } from '../../parts/status.tsx'
import { Moment, relativeTime, useNow } from '../../parts/time.tsx'
import { useLanguage } from '../../words/words.ts'
import { useAddress } from './address.ts'
import { PolicySelect } from './policy-select.tsx'
import { dayOf, type Retirement } from './retirements.tsx'
import { useWords } from './words.ts'

const monthMs = 30 * 86_400_000

const lifecycleTones: Readonly<Record<Retirement['lifecycle'], Tone>> = {
  Preview: 'busy',
  GenerallyAvailable: 'ok',
  Deprecated: 'warning',
  Retired: 'failed',
}

export function useColumns(): readonly Column<Retirement>[] {
  const words = useWords()
  const language = useLanguage()
  const now = useNow()
  const may = useMay('operator')
  const { set } = useAddress()
  const day = (time: string): ReactNode => <Moment at={time} day />
  return [
    {
      id: 'deployment',
      header: words.deployment,
      sortBy: ({ deployment }) => deployment.name.toLowerCase(),
      cell: ({ deployment, model, modelVersion, lifecycle }) => (
        <>
          <Anchor
            renderRoot={(props) => <Link to="/deployments/$deploymentId" params={{ deploymentId: deployment.id }} {...props} />}
            fw={600}
            size="sm"
          >
            {deployment.name}
          </Anchor>
          <Text size="xs" c="dimmed" mb={4}>
            {`${model} ${modelVersion}`}
          </Text>
          <Mark tone={lifecycleTones[lifecycle]} text={words.lifecycles[lifecycle]} />
        </>
      ),
    },
    {
      id: 'when',
      header: words.when,
      sortBy: (each) => dayOf(each) ?? Number.MAX_SAFE_INTEGER,
      cell: (each) => {
        const at = dayOf(each)
        if (at === null) return <Text size="sm">–</Text>
        return (
          <>
            <Text size="sm" fw={600} {...(at - now < monthMs ? { c: 'var(--lectern-failed)' } : {})}>
              <Moment at={at} day />
            </Text>
            <Text size="xs" c="dimmed">
              {relativeTime(at, now, language)}
            </Text>
          </>
        )
      },
    },
    {
      id: 'what',
      header: words.what,
      cell: ({ next, retirementDate, retirementNotBefore, suggestedReplacements }) => (
        <>
          <Text size="sm">
            {next === null
              ? words.staysForNow
              : next.action === 'upgrade'
                ? sentence(words.movesTo, next.to ?? '', day(next.at))
                : sentence(words.refusedFrom, day(next.at))}
          </Text>
          <Text size="xs" c="dimmed">
            {joined(
              [
                retirementDate
                  ? sentence(words.retires, day(retirementDate))
                  : retirementNotBefore
                    ? sentence(words.notBefore, day(retirementNotBefore))
                    : '',
                suggestedReplacements.length > 0 ? words.replacements(suggestedReplacements.join(', ')) : '',
              ].filter((fact) => fact !== ''),
            )}
          </Text>
        </>
      ),
    },
    {
      id: 'policy',
      header: words.policy,
      wide: true,
      sortBy: ({ upgradePolicy }) => upgradePolicy ?? '',
      cell: (retirement) => <PolicySelect retirement={retirement} />,
    },
    {
      id: 'actions',
      header: words.tryIt,
      align: 'right',
      cell: ({ deployment }) => (
        <Button
          size="compact-xs"
          variant="default"
          disabled={!may}
          aria-label={`${words.dryRun} ${deployment.name}`}
          onClick={() => set({ trial: deployment.id, run: undefined, call: undefined })}
        >
          {words.dryRun}
        </Button>
      ),
    },
  ]
}
