import { ActionIcon, Button, Group, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useWords } from './words.ts'

type ResourceGroup = components['schemas']['ResourceGroup']

/** What a group is marked with, for people and for reports. */
export function EditLabels({ group, onClose }: { readonly group: ResourceGroup; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const [labels, setLabels] = useState(group.labels.map((label, at) => ({ ...label, at })))
  const change = (at: number, more: { readonly key?: string; readonly value?: string }): void =>
    setLabels(labels.map((each) => (each.at === at ? { ...each, ...more } : each)))
  const submit = async (): Promise<void> => {
    const kept = labels.filter(({ key }) => key !== '').map(({ key, value }) => ({ key, value }))
    // The server merges; an empty value takes one away.
    const gone = group.labels.filter(({ key }) => !kept.some((each) => each.key === key)).map(({ key }) => ({ key, value: '' }))
    await api.PATCH('/v2/admin/resourceGroups/{resourceGroupId}', {
      params: { path: { resourceGroupId: group.resourceGroupId } },
      body: { labels: [...kept, ...gone] },
    })
    await readAgain('resourceGroups')
    onClose()
  }
  return (
    <FormModal opened onClose={onClose} title={words.labelsOf(group.resourceGroupId)} verb={common.save} submit={submit}>
      {labels.map(({ at, key, value }) => (
        <Group key={at} gap="xs" wrap="nowrap" align="flex-end">
          <TextInput
            label={words.labelKey}
            value={key}
            onChange={({ currentTarget }) => change(at, { key: currentTarget.value })}
            flex={1}
          />
          <TextInput
            label={words.labelValue}
            value={value}
            onChange={({ currentTarget }) => change(at, { value: currentTarget.value })}
            flex={1}
          />
          <ActionIcon
            variant="default"
            size={36}
            aria-label={words.removeLabel(key)}
            onClick={() => setLabels(labels.filter((each) => each.at !== at))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        size="xs"
        w="fit-content"
        leftSection={<IconPlus size={14} />}
        onClick={() =>
          setLabels([...labels, { at: Math.max(0, ...labels.map(({ at }) => at)) + 1, key: 'ext.ai.sap.com/', value: '' }])
        }
      >
        {words.addLabel}
      </Button>
    </FormModal>
  )
}
