import { Select } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { useCommonWords } from '../../words/common.ts'
import type { Retirement } from './retirements.tsx'
import { useWords } from './words.ts'

type Policy = NonNullable<Retirement['upgradePolicy']>

/** When the deployment goes on to the next version; what is chosen holds at once. */
export function PolicySelect({ retirement }: { readonly retirement: Retirement }) {
  const words = useWords()
  const common = useCommonWords()
  const may = useMay('operator')
  const [busy, setBusy] = useState(false)
  const { deployment, upgradePolicy } = retirement
  const change = async (next: Policy): Promise<void> => {
    setBusy(true)
    const params = { path: { deploymentId: deployment.id } }
    await api.PATCH('/v2/lm/deployments/{deploymentId}', { params, body: { upgradePolicy: next } }).then(
      () => notifications.show({ message: words.policyChanged(deployment.name) }),
      (error: Error) => notifications.show({ color: 'red', title: common.failed, message: error.message }),
    )
    await Promise.all([readAgain('retirements'), readAgain('deployments')])
    setBusy(false)
  }
  return (
    <Select
      size="xs"
      w={210}
      aria-label={words.policyOf(deployment.name)}
      placeholder={words.noPolicy}
      data={Object.entries(words.policies).map(([value, label]) => ({ value, label }))}
      value={upgradePolicy}
      onChange={(next) => next && next !== upgradePolicy && void change(next as Policy)}
      allowDeselect={false}
      disabled={!may || busy}
    />
  )
}
