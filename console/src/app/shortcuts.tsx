import { Group, Kbd, Modal, Stack, Switch, Table, Text, TextInput, useMantineColorScheme } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { tinykeys } from 'tinykeys'
import { sections, useNavigationWords } from './navigation.ts'
import { useShellWords } from './words.ts'

const helpOpened = new EventTarget()
export const openShortcutHelp = (): void => void helpOpened.dispatchEvent(new Event('open'))

/** Single letters can be switched off: speech input and unsteady hands hit them by accident (WCAG 2.1.4). */
const useSingleKeys = () => useLocalStorage({ key: 'lectern.singleKeys', defaultValue: true, getInitialValueInEffect: false })

/** Keys that work on every screen. Lists have their own (`parts/data-table.tsx`). */
export function useShortcuts(): void {
  const [singleKeys] = useSingleKeys()
  const navigate = useNavigate()
  const { toggleColorScheme } = useMantineColorScheme()
  useEffect(() => {
    const letters = Object.fromEntries([
      ...sections.flatMap(({ destinations }) =>
        destinations.flatMap(({ keys, to }) => (keys === undefined ? [] : [[keys, () => void navigate({ to })] as const])),
      ),
      // Also from a form that is being filled in: anew, and not the address that is there already.
      ['c', () => void navigate({ to: '/deployments/new', state: { anew: Date.now() } as object })],
      ['Shift+?', openShortcutHelp],
    ])
    const always = { '$mod+.': toggleColorScheme }
    return tinykeys(window, { ...(singleKeys ? unlessTyping(letters) : {}), ...always })
  }, [singleKeys, navigate, toggleColorScheme])
}

/** The key before the one that is handled now: the second letter of "g c" is not the "c" that stands alone. */
let before = { key: '', at: 0 }
let now = before
window.addEventListener(
  'keydown',
  ({ key, timeStamp }) => {
    before = now
    now = { key, at: timeStamp }
  },
  { capture: true },
)

/** Wraps handlers so that they do nothing while somebody writes, and nothing behind an open dialog. */
export const unlessTyping = (
  handlers: Readonly<Record<string, (event: KeyboardEvent) => void>>,
): Record<string, (event: KeyboardEvent) => void> =>
  Object.fromEntries(
    Object.entries(handlers).map(([keys, handle]) => [
      keys,
      (event: KeyboardEvent) => {
        const { target } = event
        const writing =
          target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
        if (writing || document.querySelector('[role=dialog][aria-modal=true]')) return
        if (!keys.includes(' ') && before.key === 'g' && event.timeStamp - before.at < 1_000) return
        event.preventDefault()
        handle(event)
      },
    ]),
  )

/** Whether single letters do something, for lists that have their own. */
export const useSingleKeysOn = (): boolean => useSingleKeys()[0]

export function ShortcutHelp() {
  const words = useShellWords()
  const names = useNavigationWords()
  const [opened, setOpened] = useState(false)
  const [filter, setFilter] = useState('')
  const [singleKeys, setSingleKeys] = useSingleKeys()
  useEffect(() => {
    const open = () => setOpened(true)
    helpOpened.addEventListener('open', open)
    return () => helpOpened.removeEventListener('open', open)
  }, [])
  const rows: readonly (readonly [string, string])[] = [
    ['⌘/Ctrl K', words.palette],
    ['/', words.palette],
    ['?', words.help],
    ['⌘/Ctrl .', words.toggleTheme],
    ['c', words.newDeployment],
    ['j ↓', words.nextRow],
    ['k ↑', words.previousRow],
    ['Enter o', words.openRow],
    ['Space', words.peekRow],
    ['x', words.selectRow],
    ['e', words.editDeployment],
    ['l', words.logsOfDeployment],
    ['Esc', words.close],
    ['f', words.focusSearch],
    ['y', words.copyUrl],
    ['t ← →', words.shiftTime],
    ['t z', words.widenTime],
    ['⌘/Ctrl Enter', words.submit],
    ['Shift Esc', words.focusPrompt],
    ...sections.flatMap(({ destinations }) =>
      destinations.flatMap(({ keys, id }) => (keys === undefined ? [] : [[keys, words.goTo(names[id])] as const])),
    ),
  ]
  const shown = rows.filter(([keys, what]) => `${keys} ${what}`.toLowerCase().includes(filter.toLowerCase()))
  return (
    <Modal
      opened={opened}
      onClose={() => setOpened(false)}
      title={words.shortcuts}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      <Stack>
        <Switch
          label={words.shortcutsOff}
          checked={singleKeys}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        />
        <TextInput
          aria-label={words.shortcutsFilter}
          placeholder={words.shortcutsFilter}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        <Table>
          <Table.Tbody>
            {shown.map(([keys, what]) => (
              <Table.Tr key={keys}>
                <Table.Td>
                  <Text size="sm">{what}</Text>
                </Table.Td>
                <Table.Td>
                  <Group gap={4} justify="flex-end">
                    {keys.split(' ').map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stack>
    </Modal>
  )
}
