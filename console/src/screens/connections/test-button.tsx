import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { Figure } from '../../parts/figure.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { Mark } from '../../parts/status.tsx'
import { useWords } from './words.ts'

type Outcome = { readonly ok: boolean; readonly latencyMs: number; readonly message: string }

/** Calls the provider once, and says what came of it. */
export function TestButton({ name }: { readonly name: string }) {
  const words = useWords()
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const test = async (): Promise<void> => {
    setBusy(true)
    const answer = await api.POST('/v2/admin/connections/{name}/test', { params: { path: { name } } }).then(
      ({ data }) => data ?? null,
      (error: Error) => ({ ok: false, latencyMs: 0, message: error.message }),
    )
    setOutcome(answer)
    setBusy(false)
  }
  return (
    <div>
      <Group gap="xs" wrap="nowrap">
        <Button size="compact-xs" variant="default" loading={busy} onClick={() => void test()} aria-label={words.testNamed(name)}>
          {words.test}
        </Button>
        {outcome && (
          <Mark
            tone={outcome.ok ? 'ok' : 'failed'}
            text={outcome.ok ? sentence(words.works, <Figure value={outcome.latencyMs} unit="ms" />) : words.fails}
          />
        )}
      </Group>
      {outcome && !outcome.ok && (
        <Text size="xs" c="dimmed" maw={320} role="status">
          {outcome.message}
        </Text>
      )}
    </div>
  )
}
