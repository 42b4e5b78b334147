import { Alert, Button, Divider, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import type { ReactNode } from 'react'
import type { Problem } from '../../api/problem.ts'
import { useMay } from '../../api/session.ts'
import { useEdit, useProblemAt } from './context.ts'
import { CopyAs } from './copy-as.tsx'
import { CostAhead } from './cost.tsx'
import { WhatItWillBe } from './facts-of.tsx'
import { useWords } from './words.ts'

/** Beside the form: what it is called, what it will be and cost, what is wrong with it, and the button. */
export function Card({
  verb,
  busy,
  complete,
  refused,
  disabled = false,
  onSubmit,
  children,
}: {
  readonly verb: string
  readonly busy: boolean
  /** There is enough to ask the server. */
  readonly complete: boolean
  /** What the server said when it was sent. */
  readonly refused: Problem | null
  readonly disabled?: boolean
  readonly onSubmit: () => void
  readonly children?: ReactNode
}) {
  const words = useWords()
  const may = useMay('operator')
  const { draft, dispatch, problem, editing, trial } = useEdit()
  const ready = may && complete && !disabled && !busy && (draft.yaml?.troubles.length ?? 0) === 0
  useHotkeys([['mod+Enter', () => ready && onSubmit()]], [])
  const troubleOfName =
    useProblemAt('name') ?? (!editing && (refused?.status === 409 || refused?.target === 'name') ? refused?.message : undefined)
  const said = refused ?? problem
  const yamlTroubles = draft.yaml?.troubles ?? []
  return (
    <Paper
      withBorder
      p="md"
      component="section"
      aria-label={words.summary}
      style={{ position: 'sticky', top: 68, maxHeight: 'calc(100vh - 84px)', overflowY: 'auto' }}
    >
      <Stack gap="sm">
        <Title order={2} size="h3">
          {words.summary}
        </Title>
        {!editing && (
          <TextInput
            label={words.name}
            value={draft.document.name}
            onChange={({ currentTarget }) => dispatch({ do: 'name', name: currentTarget.value.trim() })}
            spellCheck={false}
            autoComplete="off"
            error={troubleOfName}
          />
        )}
        {trial ? (
          <>
            <WhatItWillBe />
            <Divider />
            <CostAhead />
          </>
        ) : (
          !said &&
          !editing && (
            <Text size="sm" c="dimmed">
              {complete ? words.asking : words.chooseFirst}
            </Text>
          )
        )}
        {children}
        {said && said.message !== troubleOfName && (
          <Alert color="red" variant="outline" role="alert" p="xs" title={words.problem}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {said.message}
            </Text>
          </Alert>
        )}
        {yamlTroubles.length > 0 && (
          <Alert color="red" variant="outline" role="alert" p="xs" title={words.yamlTroubles}>
            {yamlTroubles.map(({ line, message }) => (
              <Text key={`${line} ${message}`} size="sm">
                {words.atLine(line, message)}
              </Text>
            ))}
          </Alert>
        )}
        {!may && (
          <Text size="sm" c="dimmed">
            {words.needsOperator}
          </Text>
        )}
        <Button onClick={onSubmit} loading={busy} disabled={!ready && !busy}>
          {verb}
        </Button>
        {complete && !editing && <CopyAs />}
      </Stack>
    </Paper>
  )
}
