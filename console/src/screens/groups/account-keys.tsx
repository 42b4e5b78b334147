import { Alert, Button, Code, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { CopyIcon } from '../../parts/copyable.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useWords } from './words.ts'

/** The two keys of a group, as an Azure account has them: seen on demand, and made anew one at a time. */
export function AccountKeys({ group, onClose }: { readonly group: string; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const [keys, setKeys] = useState<{ readonly key1: string; readonly key2: string } | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const params = { path: { resourceGroupId: group } }
  const say = (error: Error): void => setTrouble(error.message)
  const show = (): void =>
    void api
      .POST('/v2/admin/resourceGroups/{resourceGroupId}/listKeys', { params })
      .then(({ data }) => data && setKeys(data), say)
  const renew = (keyName: 'Key1' | 'Key2'): void =>
    void api
      .POST('/v2/admin/resourceGroups/{resourceGroupId}/regenerateKey', { params, body: { keyName } })
      .then(({ data }) => data && setKeys(data), say)
  return (
    <Modal opened onClose={onClose} title={words.keysOf(group)} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
      <Stack>
        <Text size="sm">{words.keysText}</Text>
        {trouble && (
          <Alert color="red" variant="outline" role="alert">
            {trouble}
          </Alert>
        )}
        {keys === null ? (
          <Button w="fit-content" onClick={show}>
            {words.show}
          </Button>
        ) : (
          ([1, 2] as const).map((n) => (
            <div key={n}>
              <Group justify="space-between">
                <Group gap={4}>
                  <Text size="sm" fw={600}>
                    {words.key(n)}
                  </Text>
                  <CopyIcon value={keys[`key${n}`]} label={words.key(n)} />
                </Group>
                <Button size="xs" variant="default" onClick={() => renew(`Key${n}`)}>
                  {words.regenerate(n)}
                </Button>
              </Group>
              <Code block tabIndex={0} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
                {keys[`key${n}`]}
              </Code>
            </div>
          ))
        )}
      </Stack>
    </Modal>
  )
}
