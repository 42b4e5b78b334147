import { Anchor, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Deployment } from '../../api/deployments.ts'
import { Figure } from '../../parts/figure.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { useWords } from './words.ts'

const most = 3

/** The deployments that answer with it. */
export function Users({ deployments }: { readonly deployments: readonly Deployment[] }) {
  const words = useWords()
  if (deployments.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {words.nobody}
      </Text>
    )
  return (
    <Group gap="xs">
      {deployments.slice(0, most).map(({ id, name }) => (
        <Anchor
          key={id}
          size="sm"
          renderRoot={(props) => <Link to="/deployments/$deploymentId" params={{ deploymentId: id }} {...props} />}
        >
          {name}
        </Anchor>
      ))}
      {deployments.length > most && (
        <Text size="sm" c="dimmed">
          {sentence(words.more, <Figure value={deployments.length - most} />)}
        </Text>
      )}
    </Group>
  )
}
