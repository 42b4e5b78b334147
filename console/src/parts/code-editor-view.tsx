import { indentWithTab } from '@codemirror/commands'
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState, Prec, type Text as Written } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { Group, Kbd, Text, useComputedColorScheme } from '@mantine/core'
import { basicSetup } from 'codemirror'
import { useEffect, useId, useRef } from 'react'
import { makeWords, useLanguage } from '../words/words.ts'
import type { CodeEditorProps, CodeTrouble } from './code-editor.tsx'
import { codeLook } from './code-look.ts'

export function CodeEditorView({
  label,
  hideLabel = false,
  value,
  onChange,
  language,
  readOnly = false,
  troubles,
  onSubmit,
  height = 'auto',
  minHeight = '160px',
}: CodeEditorProps) {
  const words = useWords()
  const spoken = useLanguage()
  const id = useId()
  const holder = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView | null>(null)
  const dark = useComputedColorScheme('light') === 'dark'
  const latest = useRef({ value, onChange, onSubmit })
  latest.current = { value, onChange, onSubmit }
  const changing = useRef(new Compartment())
  const looks = [
    codeLook(language, dark, spoken),
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-describedby': id,
      tabindex: '0',
      lang: 'en',
      spellcheck: 'false',
    }),
    EditorView.theme({ '&': { height: height === 'auto' ? 'auto' : height }, '.cm-scroller': { minHeight } }),
  ]
  // Made once; what changes is told below.
  useEffect(() => {
    if (!holder.current) return
    const made = new EditorView({
      parent: holder.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          Prec.highest(
            keymap.of([
              {
                key: 'Mod-Enter',
                run: () => {
                  if (!latest.current.onSubmit) return false
                  latest.current.onSubmit()
                  return true
                },
              },
            ]),
          ),
          basicSetup,
          keymap.of([indentWithTab]),
          lintGutter(),
          changing.current.of(looks),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange?.(update.state.doc.toString())
          }),
        ],
      }),
    })
    editor.current = made
    return () => {
      editor.current = null
      made.destroy()
    }
  }, [])
  // What the looks are made of.
  useEffect(
    () => editor.current?.dispatch({ effects: changing.current.reconfigure(looks) }),
    [language, dark, spoken, readOnly, label, height, minHeight],
  )
  useEffect(() => {
    const view = editor.current
    if (view && view.state.doc.toString() !== value)
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } })
  }, [value])
  useEffect(() => {
    const view = editor.current
    if (!view) return
    const found = (troubles ?? []).map((trouble) => ({
      ...placeOf(view.state.doc, trouble),
      severity: trouble.severity,
      message: trouble.message,
    }))
    view.dispatch(setDiagnostics(view.state, found))
  }, [troubles])
  const [before, key1, between, key2, after] = words.leave.split('`')
  return (
    <div>
      {!hideLabel && (
        <Text size="sm" fw={500} mb={2}>
          {label}
        </Text>
      )}
      <div
        ref={holder}
        lang={spoken}
        style={{ border: '1px solid var(--lectern-line)', borderRadius: 'var(--mantine-radius-sm)' }}
      />
      <Group id={id} gap={4} mih={22} pt={2}>
        {!readOnly && (
          <Text size="xs" c="dimmed">
            {before}
            <Kbd size="xs">{key1}</Kbd>
            {between}
            <Kbd size="xs">{key2}</Kbd>
            {after}
          </Text>
        )}
      </Group>
    </div>
  )
}

function placeOf(text: Written, trouble: CodeTrouble): { readonly from: number; readonly to: number } {
  const at = (line: number, column: number | undefined, standard: 'from' | 'to'): number => {
    const found = text.line(Math.max(1, Math.min(text.lines, line)))
    return column === undefined ? found[standard] : Math.min(found.to, found.from + Math.max(0, column - 1))
  }
  const from = at(trouble.line, trouble.column, 'from')
  const to = at(trouble.endLine ?? trouble.line, trouble.endColumn, 'to')
  return { from, to: Math.max(from, to) }
}

const useWords = makeWords({
  en: { leave: 'Tab indents. Press `Esc` and then `Tab` to leave the editor.' },
  de: { leave: 'Tab rückt ein. Mit `Esc` und dann `Tab` verlassen Sie den Editor.' },
})
