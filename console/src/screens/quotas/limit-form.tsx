import { NumberInput, SimpleGrid, Text } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { currentGroup } from '../../api/group.ts'
import { readAgain } from '../../api/read-again.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { noScope, ScopeFields } from '../../parts/scope-fields.tsx'
import { type Scope, ScopeText } from '../../parts/scope-text.tsx'
import { useSeparators } from '../../parts/separators.ts'
import { useCommonWords } from '../../words/common.ts'
import type { Limit } from './limits.tsx'
import { useWords } from './words.ts'

const names = ['requestsPerMinute', 'tokensPerMinute', 'concurrent'] as const
type Numbers = Readonly<Record<(typeof names)[number], number | null>>

/** Makes a limit, or changes the numbers of one: what it counts stays. */
export function LimitForm({ limit, onClose }: { readonly limit: Limit | null; readonly onClose: () => void }) {
  const words = useWords()
  const separators = useSeparators()
  const common = useCommonWords()
  const [scope, setScope] = useState<Scope>(() => limit?.scope ?? { ...noScope, resourceGroup: currentGroup() })
  const [numbers, setNumbers] = useState<Numbers>({
    requestsPerMinute: limit?.requestsPerMinute ?? null,
    tokensPerMinute: limit?.tokensPerMinute ?? null,
    concurrent: limit?.concurrent ?? null,
  })
  const submit = async (): Promise<void> => {
    if (limit) await api.PATCH('/v2/admin/quotas/{quotaId}', { params: { path: { quotaId: limit.id } }, body: numbers })
    else await api.POST('/v2/admin/quotas', { body: { scope, ...numbers } })
    await readAgain('quotas')
    onClose()
  }
  return (
    <FormModal
      opened
      onClose={onClose}
      title={limit ? words.changeLimit : words.newLimit}
      verb={limit ? common.save : common.create}
      submit={submit}
      disabled={names.every((name) => numbers[name] === null)}
      size="lg"
    >
      {limit ? <ScopeText scope={limit.scope} /> : <ScopeFields value={scope} onChange={setScope} />}
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
        {names.map((name) => (
          <NumberInput
            key={name}
            {...(limit && name === 'requestsPerMinute' ? { 'data-autofocus': true } : {})}
            label={words.numbers[name]}
            placeholder={words.unlimited}
            value={numbers[name] ?? ''}
            onChange={(value) => setNumbers({ ...numbers, [name]: typeof value === 'number' ? value : null })}
            min={0}
            allowDecimal={false}
            {...separators}
            classNames={{ input: 'number' }}
          />
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {words.limitHint}
      </Text>
    </FormModal>
  )
}
