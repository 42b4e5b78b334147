import { CloseButton, Group, Paper, Portal, ScrollArea, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { useCommonWords } from '../words/common.ts'
import classes from './peek-panel.module.css'

/** A look into one thing beside its list, which stays in use: no dialog, so keys still walk the list. Escape closes it. */
export function PeekPanel({
  title,
  label,
  onClose,
  children,
}: {
  readonly title: string
  /** What the panel is called where it is only heard. */
  readonly label: string
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const words = useCommonWords()
  useEffect(() => {
    const close = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape' && !document.querySelector('[role=dialog][aria-modal=true]')) onClose()
    }
    window.addEventListener('keydown', close)
    return () => window.removeEventListener('keydown', close)
  }, [onClose])
  return (
    <Portal>
      <Paper component="aside" aria-label={label} shadow="md" radius={0} className={classes['panel'] ?? ''}>
        <Group justify="space-between" wrap="nowrap" p="md" pb="xs">
          <Title order={2} size="h3" style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          <CloseButton aria-label={words.close} onClick={onClose} />
        </Group>
        <ScrollArea className={classes['body'] ?? ''} p="md" pt={0} viewportProps={{ tabIndex: 0 }}>
          {children}
        </ScrollArea>
      </Paper>
    </Portal>
  )
}
