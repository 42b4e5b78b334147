import { Alert, Button, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import type { Person } from './edit-person.tsx'
import { useWords } from './words.ts'

/** Where somebody is signed in, and an end to all of it. */
export function Sessions({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const params = { path: { personId: person.id } }
  const { data } = read.useQuery('get', '/v2/admin/people/{personId}/sessions', { params })
  const [trouble, setTrouble] = useState<string | null>(null)
  const end = async (): Promise<void> => {
    await api.DELETE('/v2/admin/people/{personId}/sessions', { params }).catch((error: Error) => setTrouble(error.message))
    await readAgain('people')
  }
  return (
    <Modal opened onClose={onClose} title={words.sessionsOf(person.name)} closeButtonProps={{ 'aria-label': common.close }}>
      <Stack>
        {trouble && (
          <Alert color="red" variant="outline" role="alert">
            {trouble}
          </Alert>
        )}
        {!data && <SkeletonRows rows={2} />}
        {data?.count === 0 && <Text size="sm">{words.noSession}</Text>}
        {data?.resources.map(({ id, address, method, lastUsedAt }) => (
          <Text key={id} size="sm" component="div">
            <RelativeTime at={lastUsedAt} /> {words.session(address, method)}
          </Text>
        ))}
        {data && data.count > 0 && (
          <Button variant="default" w="fit-content" onClick={() => void end()}>
            {words.endSessions}
          </Button>
        )}
      </Stack>
    </Modal>
  )
}
