import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { Group, Text, useComputedColorScheme } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import { makeWords, useLanguage } from '../words/words.ts'
import type { DiffViewProps } from './code-editor.tsx'
import { codeLook } from './code-look.ts'

/** Two texts and what differs. A narrow screen has no room for two beside each other. */
export function DiffLook({
  label,
  before,
  after,
  beforeLabel,
  afterLabel,
  language,
  layout = 'split',
  maxHeight = '60vh',
}: DiffViewProps) {
  const words = useWords()
  const spoken = useLanguage()
  const holder = useRef<HTMLDivElement>(null)
  const dark = useComputedColorScheme('light') === 'dark'
  const wide = useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false })
  const split = layout === 'split' && wide
  const names = { before: beforeLabel ?? words.before, after: afterLabel ?? words.after }
  // The names are of what is shown.
  useEffect(() => {
    const parent = holder.current
    if (!parent) return
    const look = (name: string): Extension => [
      codeLook(language, dark, spoken),
      lineNumbers(),
      EditorView.lineWrapping,
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ 'aria-label': `${label}: ${name}`, tabindex: '0' }),
    ]
    const collapse = { margin: 3, minSize: 6 }
    const made = split
      ? new MergeView({
          parent,
          a: { doc: before, extensions: look(names.before) },
          b: { doc: after, extensions: look(names.after) },
          collapseUnchanged: collapse,
        })
      : new EditorView({
          parent,
          state: EditorState.create({
            doc: after,
            extensions: [
              look(names.after),
              unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: collapse }),
            ],
          }),
        })
    return () => made.destroy()
  }, [before, after, language, dark, spoken, split, label])
  return (
    <section aria-label={label}>
      <Group grow gap={0} mb={2}>
        {split && (
          <Text size="xs" c="dimmed">
            {names.before}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {split ? names.after : `${names.before} → ${names.after}`}
        </Text>
      </Group>
      <div
        ref={holder}
        style={{
          border: '1px solid var(--lectern-line)',
          borderRadius: 'var(--mantine-radius-sm)',
          maxHeight,
          overflow: 'auto',
        }}
      />
      {before === after && (
        <Text size="sm" c="dimmed" mt={4}>
          {words.same}
        </Text>
      )}
    </section>
  )
}

const useWords = makeWords({
  en: { before: 'Before', after: 'After', same: 'There is no difference' },
  de: { before: 'Vorher', after: 'Nachher', same: 'Es gibt keinen Unterschied' },
})
