import { ActionIcon, Button, Code, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { useCommonWords } from '../../words/common.ts'
import { type Tag, type Version, versionPath } from './data.ts'
import { useVersionWords } from './words-version.ts'

/** Tags of a version: any JSON by name. */
export function Tags({ version: { name, version } }: { readonly version: Version }) {
  const words = useVersionWords()
  const common = useCommonWords()
  const may = useMay('operator')
  const at = versionPath(name, version)
  const { data } = read.useQuery('get', '/v2/lm/registry/models/{modelName}/versions/{version}/tags', at)
  const [tag, setTag] = useState('')
  const [value, setValue] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  const does = (act: Promise<unknown>): void => {
    setTrouble(null)
    void act.then(() => readAgain('registry')).catch((error: Error) => setTrouble(error.message))
  }
  const add = (): void =>
    does(
      api
        .PUT('/v2/lm/registry/models/{modelName}/versions/{version}/tags/{tag}', {
          params: { path: { ...at.params.path, tag } },
          body: { value: jsonOrText(value) },
        })
        .then(() => {
          setTag('')
          setValue('')
        }),
    )
  const remove = (each: Tag): void =>
    does(
      api.DELETE('/v2/lm/registry/models/{modelName}/versions/{version}/tags/{tag}', {
        params: { path: { ...at.params.path, tag: each.name } },
      }),
    )
  return (
    <Stack gap="xs">
      {data?.count === 0 && (
        <Text size="sm" c="dimmed">
          {words.noTags}
        </Text>
      )}
      {data?.resources.map((each) => (
        <Group key={each.name} gap="xs" wrap="nowrap">
          <Text size="sm" fw={500}>
            {each.name}
          </Text>
          <Code style={{ overflowWrap: 'anywhere' }}>
            {typeof each.value === 'string' ? each.value : JSON.stringify(each.value)}
          </Code>
          {may && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={words.removeTag(each.name)}
              onClick={() => remove(each)}
            >
              <IconX size={14} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {may && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            add()
          }}
        >
          <Group gap="xs" wrap="nowrap">
            <TextInput
              size="xs"
              flex={1}
              aria-label={words.tagName}
              placeholder={words.tagName}
              value={tag}
              onChange={(event) => setTag(event.currentTarget.value)}
            />
            <TextInput
              size="xs"
              flex={1}
              aria-label={words.tagValue}
              placeholder={words.tagValueText}
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
            />
            <Button size="xs" variant="default" type="submit" disabled={tag === ''} aria-label={words.addTag}>
              {common.add}
            </Button>
          </Group>
        </form>
      )}
      {trouble && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {trouble}
        </Text>
      )}
    </Stack>
  )
}

/** What is JSON is meant as such; everything else is a text. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
