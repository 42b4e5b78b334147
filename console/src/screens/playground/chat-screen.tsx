import { ActionIcon, Box, Button, Drawer, FileButton, Group, Menu, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import {
  IconAdjustmentsHorizontal,
  IconCode,
  IconColumns,
  IconDownload,
  IconEraser,
  IconUpload,
  IconWorldShare,
  IconX,
} from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { call } from '../../api/client.ts'
import { useGroup } from '../../api/group.ts'
import { useMay } from '../../api/session.ts'
import { saveText } from '../../parts/download.ts'
import { useCommonWords } from '../../words/common.ts'
import { Chat } from './chat/chat.tsx'
import { keptConversation, nothingSaid, readConversation, useConversation } from './chat/conversation.ts'
import { badJson } from './chat/request.ts'
import { Settings } from './chat/settings.tsx'
import { useSettingsWords } from './chat/settings-words.ts'
import { useChatWords } from './chat/words.ts'
import classes from './playground.module.css'
import type { ScreenProps } from './playground.tsx'
import { useSight } from './sight.ts'
import { TargetSelect } from './target-select.tsx'
import { useTransferWords } from './transfer-words.ts'
import { useWords } from './words.ts'

const CodeDialog = lazy(() => import('./code/code-dialog.tsx').then(({ CodeDialog: View }) => ({ default: View })))

const WebappDialog = lazy(() => import('./webapp/webapp-dialog.tsx').then(({ WebappDialog: View }) => ({ default: View })))

const mostLanes = 4

export function ChatScreen({ target, targets, search, set }: ScreenProps) {
  const words = useWords()
  const chatWords = useChatWords()
  const settingsWords = useSettingsWords()
  const common = useCommonWords()
  const may = useMay('consumer')
  const [opened, { open, close }] = useDisclosure()
  const kept = keptConversation(useGroup())
  const { parameters } = useConversation(kept)
  const beside = (search.with ?? '')
    .split(',')
    .flatMap((name) => targets.filter((each) => each.name === name && name !== target.name))
  const lanes = [target, ...new Set(beside)].slice(0, mostLanes)
  const names = lanes.map(({ name }) => name)
  const show = (next: readonly string[]): void => set({ deployment: next[0], with: next.slice(1).join(',') || undefined })
  const others = targets.filter(({ name }) => !names.includes(name))
  const bad = badJson(parameters)[0]
  const sees = useSight()

  const head = (name: string, at: number) => (
    <Group gap={4} wrap="nowrap" className={classes['head'] ?? ''}>
      <TargetSelect
        target={lanes[at] ?? target}
        targets={targets}
        taken={names.filter((each) => each !== name)}
        onChoose={(chosen) => show(names.map((each) => (each === name ? chosen : each)))}
      />
      {lanes.length > 1 && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={words.removeLane(name)}
          onClick={() => show(names.filter((each) => each !== name))}
        >
          <IconX size={14} />
        </ActionIcon>
      )}
    </Group>
  )
  return (
    <>
      <div className={classes['frame']}>
        <Box flex={1} miw={0} style={{ display: 'flex', flexDirection: 'column', gap: 8 }}>
          <Group gap="xs" justify="space-between">
            <Group gap="xs">
              <Menu position="bottom-start">
                <Menu.Target>
                  <Tooltip
                    label={others.length === 0 ? words.compareNone : words.compareFull}
                    disabled={others.length > 0 && lanes.length < mostLanes}
                  >
                    <Button
                      size="xs"
                      variant="default"
                      leftSection={<IconColumns size={14} />}
                      disabled={others.length === 0 || lanes.length >= mostLanes}
                    >
                      {words.compare}
                    </Button>
                  </Tooltip>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Label>{words.compareWith}</Menu.Label>
                  {others.map(({ name }) => (
                    <Menu.Item key={name} onClick={() => show([...names, name])}>
                      {name}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
              <Button size="xs" variant="default" leftSection={<IconCode size={14} />} onClick={() => set({ show: 'code' })}>
                {words.viewCode}
              </Button>
              <Button size="xs" variant="default" leftSection={<IconWorldShare size={14} />} onClick={() => set({ show: 'app' })}>
                {words.webapp}
              </Button>
            </Group>
            <Group gap={4}>
              <Transfer kept={kept} />
              <ActionIcon variant="default" hiddenFrom="md" aria-label={settingsWords.title} onClick={open}>
                <IconAdjustmentsHorizontal size={16} />
              </ActionIcon>
            </Group>
          </Group>
          <Chat
            kept={kept}
            send={call}
            targets={lanes.map(({ id, name, status }, at) => ({
              id,
              name,
              starting: status === 'starting',
              head: head(name, at),
            }))}
            blocked={
              !may ? common.noPermissionText('consumer') : bad === undefined ? null : chatWords.badJson(settingsWords[bad])
            }
            blind={lanes.some((each) => sees(each) === false)}
          />
        </Box>
        <aside className={classes['settings']} aria-label={settingsWords.title}>
          <Settings kept={kept} />
        </aside>
      </div>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        title={settingsWords.title}
        closeButtonProps={{ 'aria-label': common.close }}
      >
        <Settings kept={kept} />
      </Drawer>
      {search.show === 'app' && (
        <Suspense fallback={null}>
          <WebappDialog key={target.id} target={target} onClose={() => set({ show: undefined })} />
        </Suspense>
      )}
      {search.show === 'code' && (
        <Suspense fallback={null}>
          <CodeDialog target={target} kept={kept} onClose={() => set({ show: undefined })} />
        </Suspense>
      )}
    </>
  )
}

/** The conversation as a file, and from one. */
function Transfer({ kept }: { readonly kept: ReturnType<typeof keptConversation> }) {
  const words = useTransferWords()
  const read = async (file: File | null): Promise<void> => {
    const conversation = file && readConversation(await file.text())
    if (conversation) kept.change(() => conversation)
    else if (file) notifications.show({ color: 'red', message: words.notOurs(file.name) })
  }
  return (
    <>
      <Tooltip label={words.download}>
        <ActionIcon
          variant="default"
          aria-label={words.download}
          onClick={() => saveText('conversation.json', JSON.stringify(kept.read(), null, 2), 'application/json')}
        >
          <IconDownload size={16} />
        </ActionIcon>
      </Tooltip>
      <FileButton accept="application/json,.json" onChange={(file) => void read(file)}>
        {(props) => (
          <Tooltip label={words.upload}>
            <ActionIcon {...props} variant="default" aria-label={words.upload}>
              <IconUpload size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </FileButton>
      <Tooltip label={words.anew}>
        <ActionIcon
          variant="default"
          aria-label={words.anew}
          onClick={() => kept.change((before) => ({ ...before, lanes: nothingSaid.lanes }))}
        >
          <IconEraser size={16} />
        </ActionIcon>
      </Tooltip>
    </>
  )
}
