import { useNavigate } from '@tanstack/react-router'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { act } from '../deployments/acts.ts'
import type { Details } from './data.ts'
import { useWords } from './words.ts'

/** Deletes the deployment after its name was typed, and goes back to the list. */
export function RemoveDialog({
  deployment,
  opened,
  onClose,
}: {
  readonly deployment: Details
  readonly opened: boolean
  readonly onClose: () => void
}) {
  const words = useWords()
  const navigate = useNavigate()
  return (
    <ConfirmByName
      opened={opened}
      onClose={onClose}
      title={words.removeTitle}
      name={deployment.name}
      text={words.removeText}
      act={async () => {
        const [refused] = await act('remove', [deployment])
        if (refused !== undefined) throw new Error(refused)
        await navigate({ to: '/deployments' })
      }}
    />
  )
}
