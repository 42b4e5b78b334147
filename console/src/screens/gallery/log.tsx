import { Button, Group, Stack } from '@mantine/core'
import { useCallback, useMemo, useRef, useState } from 'react'
import { type LogLine, LogView } from '../../parts/log-view.tsx'
import { logLines } from './samples.ts'

export function Log() {
  const [count, setCount] = useState(400)
  const lines = useMemo(() => logLines(count), [count])
  const append = useRef<(lines: readonly LogLine[]) => void>(() => undefined)
  const written = useRef(0)
  const stream = useCallback(
    (more: (lines: readonly LogLine[]) => void, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        append.current = more
        signal.addEventListener('abort', () => resolve(), { once: true })
      }),
    [],
  )
  const write = (): void => {
    append.current([
      { at: Date.now(), text: `a line that has just come, number ${++written.current}`, source: 'predictor-1', level: 'info' },
    ])
  }
  return (
    <Stack>
      <Group>
        <Button variant="default" size="xs" onClick={write}>
          Write a line
        </Button>
        <Button variant="default" size="xs" onClick={() => setCount(100_000)}>
          Show 100,000 lines
        </Button>
      </Group>
      <LogView key={count} label="Log of the gallery" lines={lines} stream={stream} fileName="gallery" height="420px" />
    </Stack>
  )
}
