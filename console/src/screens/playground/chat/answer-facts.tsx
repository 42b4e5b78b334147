import { Group, Text, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api } from '../../../api/client.ts'
import { Figure } from '../../../parts/figure.tsx'
import { Money } from '../../../parts/money.tsx'
import { formatNumber } from '../../../parts/numbers.ts'
import { sentence } from '../../../parts/sentence.tsx'
import { useLanguage } from '../../../words/words.ts'
import type { AnswerTurn } from './types.ts'
import { useChatWords } from './words.ts'

/** What came all at once has no speed. */
const leastMs = 20

/** How long it took, what was counted and what it cost. The times are those of this browser, cost and price those of the ledger. */
export function AnswerFacts({ answer, deploymentId }: { readonly answer: AnswerTurn; readonly deploymentId: string }) {
  const words = useChatWords()
  const language = useLanguage()
  const { firstMs, totalMs, usage } = answer
  const text = (value: number | undefined): string => formatNumber(value ?? 0, language)
  const time = (ms: number) => <Figure value={ms} unit="ms" />
  const made = usage?.completion_tokens ?? 0
  const perSecond =
    firstMs !== null && made > 1 && totalMs - firstMs >= leastMs ? ((made - 1) * 1_000) / (totalMs - firstMs) : null
  return (
    <Group gap="2px 12px" c="dimmed" fz="xs">
      {firstMs !== null && <Fact label={words.firstHint} text={sentence(words.first, time(firstMs))} />}
      <Fact label={words.totalHint} text={sentence(words.total, time(totalMs))} />
      {perSecond !== null && (
        <Fact
          label={words.speedHint}
          text={sentence(words.speed, <Figure value={perSecond} digits={perSecond < 10 ? 1 : 0} />)}
        />
      )}
      {usage && (
        <Fact
          label={words.tokensHint(
            text(usage.prompt_tokens_details?.cached_tokens),
            text(usage.completion_tokens_details?.reasoning_tokens),
          )}
          text={sentence(words.tokens, <Figure value={usage.prompt_tokens} />, <Figure value={made} />)}
        />
      )}
      {answer.requestId && <Cost requestId={answer.requestId} deploymentId={deploymentId} />}
    </Group>
  )
}

/** What it says of the answer shows when it is pointed at, or a figure in it is gone to. */
function Fact({ label, text }: { readonly label: string; readonly text: ReactNode }) {
  return (
    <Tooltip label={label} events={{ hover: true, focus: true, touch: false }}>
      <Text span inherit role="note" aria-label={label} {...(typeof text === 'string' ? { tabIndex: 0 } : {})}>
        {text}
      </Text>
    </Tooltip>
  )
}

/** A call is in the ledger a moment after its end. */
function Cost({ requestId, deploymentId }: { readonly requestId: string; readonly deploymentId: string }) {
  const words = useChatWords()
  const { data } = useQuery({
    queryKey: ['get', '/playground/cost', requestId],
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (state.data || state.dataUpdateCount > 8 ? false : 700),
    queryFn: async () => {
      const { data: page } = await api.GET('/v2/analytics/ledger', { params: { query: { deployment: deploymentId, $top: 40 } } })
      return page?.resources.find((each) => each.requestId === requestId && each.state === 'settled') ?? null
    },
  })
  if (!data) return null
  if (data.cost) return <Fact label={words.cost} text={<Money {...data.cost} />} />
  return data.pricing === 'unpriced' ? (
    <Fact label={words.unpricedHint} text={words.unpriced} />
  ) : (
    <Fact label={words.freeHint} text={words.free} />
  )
}
