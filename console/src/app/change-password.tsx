import { PasswordInput, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import { FormModal } from '../parts/form-modal.tsx'
import { useShellWords } from './words.ts'

/** For who is signed in: the present password, and twice the one that is to be. */
export function ChangePassword({ onClose }: { readonly onClose: () => void }) {
  const words = useShellWords()
  const [old, setOld] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const submit = async (): Promise<void> => {
    await api.POST('/console/password', { body: { old, new: next } }).catch((error: unknown) => {
      throw error instanceof Problem && error.status === 400 && error.target === 'old' ? new Error(words.notYours) : error
    })
    notifications.show({ message: words.passwordChanged })
    onClose()
  }
  return (
    <FormModal
      opened
      onClose={onClose}
      title={words.password}
      verb={words.password}
      submit={submit}
      disabled={old === '' || next === '' || next !== again}
    >
      <Stack gap="sm">
        <PasswordInput
          label={words.oldPassword}
          value={old}
          onChange={({ currentTarget }) => setOld(currentTarget.value)}
          autoComplete="current-password"
          required
          data-autofocus
        />
        <PasswordInput
          label={words.newPassword}
          description={words.newPasswordHint}
          value={next}
          onChange={({ currentTarget }) => setNext(currentTarget.value)}
          autoComplete="new-password"
          required
        />
        <PasswordInput
          label={words.newPasswordAgain}
          value={again}
          onChange={({ currentTarget }) => setAgain(currentTarget.value)}
          error={again !== '' && again !== next ? words.notTheSame : null}
          autoComplete="new-password"
          required
        />
      </Stack>
    </FormModal>
  )
}
