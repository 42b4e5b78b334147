import { SimpleGrid, Stack, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { CodeEditor, DiffView } from '../../parts/code-editor.tsx'
import { after, before, predictor } from './samples.ts'

export function Code() {
  const [text, setText] = useState(predictor)
  const [sent, setSent] = useState(0)
  const troubles = useMemo(
    () => [
      { line: 7, column: 22, endColumn: 26, severity: 'error' as const, message: "'load' is not defined" },
      { line: 10, severity: 'warning' as const, message: 'the mean of an empty row is 0' },
    ],
    [],
  )
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <CodeEditor
          label="predictor.py"
          language="python"
          value={text}
          onChange={setText}
          troubles={troubles}
          onSubmit={() => setSent(sent + 1)}
          height="260px"
        />
        <CodeEditor label="Settings" language="yaml" value={before} readOnly height="260px" />
      </SimpleGrid>
      <Text size="sm" role="status">
        {`${text.length} characters, sent ${sent} times`}
      </Text>
      <DiffView label="Configuration" before={before} after={after} language="yaml" />
      <DiffView label="The same as one text" before={before} after={after} language="yaml" layout="unified" />
    </Stack>
  )
}
