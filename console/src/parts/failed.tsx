import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { Problem } from '../api/problem.ts'
import { useCommonWords } from '../words/common.ts'
import { NoPermission } from './empty.tsx'
import { NotFound } from './not-found.tsx'

/** A reading that failed, in the server's words, with a way to try again. */
export function Failed({ error, retry }: { readonly error: unknown; readonly retry?: (() => void) | undefined }) {
  const words = useCommonWords()
  if (error instanceof Problem && error.status === 404) return <NotFound />
  if (error instanceof Problem && error.status === 403)
    return <NoPermission role={/role (\w+)/.exec(error.message)?.[1] ?? 'admin'} />
  const requestId = error instanceof Problem ? error.requestId : null
  return (
    <Alert icon={<IconAlertTriangle />} color="red" variant="outline" title={words.failed} role="alert">
      <Text size="sm">{error instanceof Error ? error.message : String(error)}</Text>
      <Group gap="sm" mt="xs">
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            {words.retry}
          </Button>
        )}
        {requestId && (
          <Text size="xs" c="dimmed">
            {words.requestId(requestId)}
          </Text>
        )}
      </Group>
    </Alert>
  )
}

/** A screen that broke. */
export function RouteFailed({ error, reset }: ErrorComponentProps) {
  return <Failed error={error} retry={reset} />
}
