import { Group, Text, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../../api/client.ts'
import { formatDuration, formatMoney, formatNumber } from '../../../parts/numbers.ts'
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
  const number = (value: number | undefined): string => formatNumber(value ?? 0, language)
  const made = usage?.completion_tokens ?? 0
  const perSecond =
    firstMs !== null && made > 1 && totalMs - firstMs >= leastMs ? ((made - 1) * 1_000) / (totalMs - firstMs) : null
  return (
    <Group gap="2px 12px" c="dimmed" fz="xs" className="number">
      {firstMs !== null && <Fact label={words.firstHint} text={words.first(formatDuration(firstMs, language))} />}
      <Fact label={words.totalHint} text={words.total(formatDuration(totalMs, language))} />
      {perSecond !== null && (
        <Fact label={words.speedHint} text={words.speed(formatNumber(perSecond, language, perSecond < 10 ? 1 : 0))} />
      )}
      {usage && (
        <Fact
          label={words.tokensHint(
            number(usage.prompt_tokens_details?.cached_tokens),
            number(usage.completion_tokens_details?.reasoning_tokens),
          )}
          text={words.tokens(number(usage.prompt_tokens), number(made))}
        />
      )}
      {answer.requestId && <Cost requestId={answer.requestId} deploymentId={deploymentId} />}
    </Group>
  )
}

function Fact({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <Tooltip label={label}>
      <Text span inherit tabIndex={0} aria-label={`${label}: ${text}`} role="note">
        {text}
      </Text>
    </Tooltip>
  )
}

/** A call is in the ledger a moment after its end. */
function Cost({ requestId, deploymentId }: { readonly requestId: string; readonly deploymentId: string }) {
  const words = useChatWords()
  const language = useLanguage()
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
  if (data.cost) return <Fact label={words.cost} text={formatMoney(data.cost.amount, data.cost.currency, language)} />
  return data.pricing === 'unpriced' ? (
    <Fact label={words.unpricedHint} text={words.unpriced} />
  ) : (
    <Fact label={words.freeHint} text={words.free} />
  )
}
