import { ActionIcon, Button, Kbd } from '@mantine/core'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { IconRocket, IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useDeployments } from '../api/deployments.ts'
import { sections, useNavigationWords } from './navigation.ts'
import { useSingleKeysOn } from './shortcuts.tsx'
import { useShellWords } from './words.ts'

const [paletteStore, palette] = createSpotlight()
export const openPalette = palette.open

/** ⌘K: every screen, and every deployment of the group by name. */
export function Palette() {
  const words = useShellWords()
  const names = useNavigationWords()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const singleKeys = useSingleKeysOn()
  const { deployments } = useDeployments({ enabled: open })
  const actions = [
    {
      group: words.screens,
      actions: sections.flatMap(({ destinations }) =>
        destinations.map(({ id, to, icon: Icon }) => ({
          id: `go-${id}`,
          label: names[id],
          leftSection: <Icon size={18} stroke={1.6} />,
          onClick: () => void navigate({ to }),
        })),
      ),
    },
    {
      group: words.deployments,
      actions: (deployments ?? []).map((deployment) => ({
        id: deployment.id,
        label: deployment.name ?? deployment.id,
        description: deployment.id,
        keywords: [deployment.id, deployment.configurationName],
        leftSection: <IconRocket size={18} stroke={1.6} />,
        onClick: () => void navigate({ to: '/deployments/$deploymentId', params: { deploymentId: deployment.id } }),
      })),
    },
  ]
  return (
    <Spotlight
      store={paletteStore}
      actions={actions}
      shortcut={singleKeys ? ['mod + K', '/'] : ['mod + K']}
      onSpotlightOpen={() => setOpen(true)}
      onSpotlightClose={() => setOpen(false)}
      nothingFound={words.nothing}
      highlightQuery
      limit={12}
      searchProps={{ leftSection: <IconSearch size={18} />, placeholder: words.search, 'aria-label': words.search }}
    />
  )
}

export function SearchButton() {
  const words = useShellWords()
  return (
    <>
      <Button
        variant="default"
        size="xs"
        visibleFrom="sm"
        leftSection={<IconSearch size={14} />}
        rightSection={<Kbd size="xs">⌘K</Kbd>}
        onClick={openPalette}
        fw={400}
      >
        {words.search}
      </Button>
      <ActionIcon variant="default" size="lg" hiddenFrom="sm" aria-label={words.search} onClick={openPalette}>
        <IconSearch size={16} />
      </ActionIcon>
    </>
  )
}
