import { Group, Stack, Text } from '@mantine/core'
import { Dropzone, type FileWithPath } from '@mantine/dropzone'
import '@mantine/dropzone/styles.layer.css'
import { IconUpload } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { cancelUpload, uploadFile } from '../api/uploads.ts'
import type { UploadProps } from './upload.tsx'
import { type Sending, UploadRow } from './upload-row.tsx'
import { useUploadWords } from './upload-words.ts'

export function UploadView({ label, onChange, onBusy, multiple = true, hint }: UploadProps) {
  const words = useUploadWords()
  const [sendings, setSendings] = useState<readonly Sending[]>([])
  const stops = useRef(new Map<string, AbortController>())
  const tell = useRef({ onChange, onBusy })
  tell.current = { onChange, onBusy }
  // Two at a time: more only share the same line.
  const turns = useRef(makeTurns(2))
  useEffect(() => {
    tell.current.onChange(
      sendings.flatMap(({ path, file, uploadId }) => (uploadId === null ? [] : [{ path, bytes: file.size, uploadId }])),
    )
    tell.current.onBusy?.(sendings.some(({ uploadId }) => uploadId === null))
  }, [sendings])
  useEffect(() => {
    const all = stops.current
    return () => {
      for (const stop of all.values()) stop.abort()
    }
  }, [])
  const change = (path: string, with_: Partial<Sending>): void =>
    setSendings((before) => before.map((each) => (each.path === path ? { ...each, ...with_ } : each)))
  const send = (path: string, file: File): void => {
    const stop = new AbortController()
    stops.current.set(path, stop)
    change(path, { trouble: null, paused: false, startedAt: null })
    void turns
      .current(async () => {
        if (stop.signal.aborted) return
        let from: number | null = null
        const uploadId = await uploadFile(file, stop.signal, (done) => {
          from ??= done
          change(path, { done, startedAt: { at: performance.now(), done: from } })
        })
        change(path, { uploadId, done: file.size })
      })
      .catch((error: Error) => {
        if (!stop.signal.aborted) change(path, { trouble: error.message })
      })
  }
  const take = (files: readonly FileWithPath[]): void => {
    const fresh = files
      .map((file) => ({ path: pathOf(file), file }))
      .filter(({ path }) => !sendings.some((each) => each.path === path))
    const taken = multiple ? fresh : fresh.slice(0, 1)
    const begun = taken.map(({ path, file }): Sending => {
      return { path, file, done: 0, startedAt: null, uploadId: null, trouble: null, paused: false }
    })
    setSendings((before) => [...before, ...begun])
    for (const { path, file } of taken) send(path, file)
  }
  const remove = ({ path, file, uploadId }: Sending): void => {
    stops.current.get(path)?.abort()
    setSendings((before) => before.filter((each) => each.path !== path))
    void cancelUpload(file, uploadId).catch(() => undefined)
  }
  const pause = ({ path }: Sending): void => {
    stops.current.get(path)?.abort()
    change(path, { paused: true })
  }
  return (
    <Stack gap="xs">
      <Dropzone
        onDrop={take}
        multiple={multiple}
        useFsAccessApi={false}
        inputProps={{ 'aria-label': label }}
        aria-label={label}
        p="md"
      >
        <Group gap="md" wrap="nowrap" style={{ pointerEvents: 'none' }}>
          <IconUpload size={30} stroke={1.4} />
          <div>
            <Text size="sm" fw={500}>
              {label}
            </Text>
            <Text size="xs" c="dimmed">
              {hint ?? words.hint}
            </Text>
          </div>
        </Group>
      </Dropzone>
      {sendings.map((sending) => (
        <UploadRow
          key={sending.path}
          sending={sending}
          onPause={() => pause(sending)}
          onResume={() => send(sending.path, sending.file)}
          onRemove={() => remove(sending)}
        />
      ))}
    </Stack>
  )
}

/** Where a dropped folder is named, its own name is not part of the model: `/iris/model.pkl` → `model.pkl`. */
function pathOf(file: FileWithPath): string {
  const path = file.path ?? file.name
  if (path.startsWith('/')) return path.split('/').slice(2).join('/') || file.name
  return path.replace(/^\.\//, '')
}

/** Lets `most` run at once, the others in turn. */
function makeTurns(most: number): (act: () => Promise<void>) => Promise<void> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (act) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    running += 1
    try {
      await act()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }
}
