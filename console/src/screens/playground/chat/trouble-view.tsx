import { Alert, Anchor, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useCommonWords } from '../../../words/common.ts'
import type { Trouble } from './types.ts'
import { useChatWords } from './words.ts'

/** Why there is no answer, in the server's words, and what to do about it. `deploymentId`: where it can be looked at. */
export function TroubleView({
  trouble,
  deploymentId,
  onRetry,
}: {
  readonly trouble: Trouble
  readonly deploymentId?: string | undefined
  readonly onRetry?: (() => void) | undefined
}) {
  const words = useChatWords()
  const common = useCommonWords()
  const [title, advice] = useAdvice(trouble)
  return (
    <Alert icon={<IconAlertTriangle />} color="red" variant="outline" title={title} role="alert">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {trouble.message}
      </Text>
      <Text size="sm" c="dimmed">
        {advice}
      </Text>
      <Group gap="sm" mt="xs">
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {common.retry}
          </Button>
        )}
        {deploymentId && (
          <Anchor size="xs" href={`deployments/${deploymentId}`}>
            {words.refused.toDeployment}
          </Anchor>
        )}
        {trouble.requestId && (
          <Text size="xs" c="dimmed">
            {common.requestId(trouble.requestId)}
          </Text>
        )}
      </Group>
    </Alert>
  )
}

function useAdvice({ status, code, retryAfterSeconds }: Trouble): readonly [title: string, advice: string] {
  const { refused: words } = useChatWords()
  if (status === 0) return [words.unreachable, words.unreachableText]
  if (status === 429)
    return [words.limited, retryAfterSeconds === null ? words.limitedSoon : words.limitedText(retryAfterSeconds)]
  if (status === 423) return code?.includes('paused') ? [words.paused, words.pausedText] : [words.stopped, words.stoppedText]
  if (status === 401 || status === 403) return [words.forbidden, words.forbiddenText]
  if (status === 404 || status === 410) return [words.gone, words.goneText]
  if (status === 413 || code === 'context_length_exceeded') return [words.large, words.largeText]
  if (status < 500 && status >= 400) return [words.invalid, words.invalidText]
  return [words.broken, words.brokenText]
}
