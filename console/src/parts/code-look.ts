import { javascript } from '@codemirror/lang-javascript'
import { json } from '@codemirror/lang-json'
import { python } from '@codemirror/lang-python'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { styleNonce } from '../app/theme.ts'
import type { Language } from '../words/words.ts'
import type { CodeLanguage } from './code-editor.tsx'

/** What all editors share: the language, its colours on our ground, and styles that the page's policy lets through. */
export const codeLook = (language: CodeLanguage, dark: boolean, spoken: Language): Extension => [
  EditorState.phrases.of(spoken === 'de' ? german : {}),
  EditorView.cspNonce.of(styleNonce()),
  grounds[dark ? 'dark' : 'light'],
  syntaxHighlighting(colors[dark ? 'dark' : 'light']),
  indentUnit.of(language === 'python' ? '    ' : '  '),
  grammars[language](),
]

/** What the editor itself says. */
const german = {
  '$ unchanged lines': '$ unveränderte Zeilen',
  'Unfolded lines': 'Aufgeklappte Zeilen',
  'Folded lines': 'Zugeklappte Zeilen',
  'Fold line': 'Zuklappen',
  'Unfold line': 'Aufklappen',
  Find: 'Suchen',
  Replace: 'Ersetzen',
  next: 'Weiter',
  previous: 'Zurück',
  all: 'Alle',
  'match case': 'Groß und klein',
  regexp: 'Regulärer Ausdruck',
  'by word': 'Ganze Wörter',
  replace: 'Ersetzen',
  'replace all': 'Alle ersetzen',
  close: 'Schließen',
  'current match': 'Dieser Treffer',
  'on line': 'in Zeile',
}

const grammars: Readonly<Record<CodeLanguage, () => Extension>> = {
  python,
  json,
  yaml,
  javascript: () => javascript({ jsx: true }),
  typescript: () => javascript({ jsx: true, typescript: true }),
  text: () => [],
}

const highlight = (ink: {
  keyword: string
  text: string
  number: string
  comment: string
  name: string
  type: string
}): HighlightStyle =>
  HighlightStyle.define([
    { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.controlKeyword], color: ink.keyword, fontWeight: '600' },
    { tag: [tags.string, tags.special(tags.string), tags.regexp], color: ink.text },
    { tag: [tags.number, tags.bool, tags.null, tags.atom], color: ink.number },
    { tag: [tags.comment, tags.meta], color: ink.comment, fontStyle: 'italic' },
    { tag: [tags.propertyName, tags.attributeName, tags.definition(tags.propertyName)], color: ink.name },
    { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))], color: ink.name },
    { tag: [tags.className, tags.typeName, tags.definition(tags.typeName)], color: ink.type },
    { tag: tags.invalid, color: 'var(--lectern-failed)' },
  ])

const colors = {
  light: highlight({
    keyword: '#7a2f9e',
    text: '#14592a',
    number: '#a8400b',
    comment: '#5a636c',
    name: '#0a5a8f',
    type: '#7d4e00',
  }),
  dark: highlight({
    keyword: '#d5a6f2',
    text: '#8ddb9f',
    number: '#ffb27d',
    comment: '#9aa3ab',
    name: '#85c7f7',
    type: '#f2cf7c',
  }),
}

const ground = (dark: boolean): Extension =>
  EditorView.theme(
    {
      '&': { backgroundColor: 'var(--lectern-code)', color: 'var(--mantine-color-text)', fontSize: '13px' },
      '&.cm-focused': { outline: '2px solid var(--mantine-color-anchor)', outlineOffset: '1px' },
      '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.55' },
      '.cm-content': { caretColor: 'var(--mantine-color-text)' },
      '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
      '.cm-gutters': {
        backgroundColor: 'var(--lectern-code)',
        color: 'var(--mantine-color-dimmed)',
        borderRight: '1px solid var(--lectern-line)',
      },
      '.cm-activeLine, .cm-activeLineGutter': {
        backgroundColor: 'color-mix(in srgb, var(--mantine-color-text) 5%, transparent)',
      },
      '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
        backgroundColor: dark ? '#1d4d52' : '#bfe3e6',
      },
      '.cm-panels, .cm-tooltip': {
        backgroundColor: 'var(--mantine-color-body)',
        color: 'var(--mantine-color-text)',
        border: '1px solid var(--lectern-line)',
      },
      '.cm-foldPlaceholder, .cm-collapsedLines': {
        background: 'var(--mantine-color-body)',
        color: 'var(--mantine-color-dimmed)',
        border: '1px solid var(--lectern-line)',
      },
      // Its own arrows are not in every font.
      '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"⋯"' },
      '.cm-changedLine': { backgroundColor: dark ? '#12391f !important' : '#e3f5e7 !important' },
      '.cm-deletedChunk, .cm-merge-a .cm-changedLine, &.cm-merge-a .cm-changedLine': {
        backgroundColor: dark ? '#43201f !important' : '#fbe7e5 !important',
      },
      '.cm-changedText': { background: dark ? '#1a5229 !important' : '#cdeed4 !important' },
      '.cm-deletedChunk .cm-deletedText, .cm-deletedText, &.cm-merge-a .cm-changedText': {
        background: dark ? '#632522 !important' : '#fbd9d5 !important',
      },
    },
    { dark },
  )

const grounds = { light: ground(false), dark: ground(true) }
