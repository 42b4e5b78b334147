import { Stack, Text } from '@mantine/core'
import { IconBook2, IconBox, IconPlugConnected, IconTemplate } from '@tabler/icons-react'
import { ChoiceTiles } from '../../parts/choice-tiles.tsx'
import { useEdit } from './context.ts'
import { PickCatalog } from './pick-catalog.tsx'
import { PickExecutable } from './pick-executable.tsx'
import { PickOwn } from './pick-own.tsx'
import { PickRegistered } from './pick-registered.tsx'
import { useWords } from './words.ts'
import { useEditWords } from './words-edit.ts'

/** What is deployed; everything else follows from it. */
export function Simple() {
  const words = useWords()
  const editWords = useEditWords()
  const { draft, dispatch, editing } = useEdit()
  const icon = { size: 18, stroke: 1.6 }
  if (draft.document.targets) return <Text size="sm">{editWords.targets}</Text>
  return (
    <Stack gap="lg">
      {/* A deployment keeps its executable; another one is another deployment. */}
      {!editing && (
        <ChoiceTiles
          label={words.origin}
          value={draft.origin}
          onChange={(origin) => dispatch({ do: 'origin', origin })}
          choices={[
            { value: 'catalog', title: words.catalog, text: words.catalogText, icon: <IconBook2 {...icon} /> },
            { value: 'registered', title: words.registered, text: words.registeredText, icon: <IconBox {...icon} /> },
            { value: 'own', title: words.own, text: words.ownText, icon: <IconPlugConnected {...icon} /> },
            { value: 'executable', title: words.executable, text: words.executableText, icon: <IconTemplate {...icon} /> },
          ]}
        />
      )}
      {draft.origin === 'catalog' && <PickCatalog />}
      {draft.origin === 'registered' && <PickRegistered />}
      {draft.origin === 'own' && <PickOwn />}
      {draft.origin === 'executable' && <PickExecutable />}
    </Stack>
  )
}
