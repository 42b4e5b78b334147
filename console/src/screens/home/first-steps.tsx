import { Anchor, Button, CloseButton, Code, Group, Paper, SimpleGrid, Text, Title } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { read } from '../../api/client.ts'
import { useDeployments } from '../../api/deployments.ts'
import { useMay } from '../../api/session.ts'
import { serverUrl } from '../../app/place.ts'
import { CopyIcon } from '../../parts/copyable.tsx'
import { useWords } from './words.ts'

/** What a new installation should do, each done once the server says so; can be put away for good. */
export function FirstSteps() {
  const words = useWords()
  const [hidden, setHidden] = useLocalStorage({
    key: 'lectern.firstStepsHidden',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  const isAdmin = useMay('admin')
  const steps = useSteps()
  if (!isAdmin || steps.every(({ done }) => done)) return null
  if (hidden)
    return (
      <Button variant="subtle" size="xs" w="fit-content" onClick={() => setHidden(false)}>
        {words.showSteps}
      </Button>
    )
  return (
    <Paper withBorder p="md" component="section" aria-label={words.steps}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {words.steps}
        </Title>
        <CloseButton aria-label={words.hideSteps} onClick={() => setHidden(true)} />
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
        {steps.map(({ title, text, to, done }) => (
          <Group key={title} gap="xs" wrap="nowrap" align="flex-start">
            {done ? (
              <IconCircleCheckFilled size={20} color="var(--lectern-ok)" role="img" aria-label={words.done} />
            ) : (
              <IconCircle size={20} color="var(--lectern-off)" role="img" aria-label={words.open} />
            )}
            <div>
              <Anchor renderRoot={(props) => <Link to={to} {...props} />} size="sm" fw={600}>
                {title}
              </Anchor>
              <Text size="xs" c="dimmed">
                {text}
              </Text>
            </div>
          </Group>
        ))}
      </SimpleGrid>
      <TryIt />
    </Paper>
  )
}

function useSteps() {
  const words = useWords()
  const enabled = { enabled: useMay('admin') }
  const { deployments = [] } = useDeployments()
  const connections = read.useQuery('get', '/v2/admin/connections', {}, enabled).data?.resources ?? []
  const keys = read.useQuery('get', '/v2/admin/apiKeys', {}, enabled).data?.resources ?? []
  const people = read.useQuery('get', '/v2/admin/people', {}, enabled).data?.resources ?? []
  const budgets = read.useQuery('get', '/v2/admin/budgets', {}, enabled).data?.resources ?? []
  const usage =
    read.useQuery('get', '/v2/analytics/usage', { params: { query: { interval: 'day' } } }, enabled).data?.resources ?? []
  return [
    { title: words.stepConnect, text: words.stepConnectText, to: '/connections', done: connections.length > 0 },
    {
      title: words.stepDeploy,
      text: words.stepDeployText,
      to: '/deployments/new',
      done: deployments.some(({ name }) => name !== 'demo'),
    },
    { title: words.stepKey, text: words.stepKeyText, to: '/keys', done: keys.length > 1 },
    { title: words.stepCall, text: words.stepCallText, to: '/playground', done: usage.some(({ calls }) => calls > 0) },
    { title: words.stepPeople, text: words.stepPeopleText, to: '/people', done: people.length > 1 },
    { title: words.stepBudget, text: words.stepBudgetText, to: '/budgets', done: budgets.length > 0 },
  ]
}

/** A call that works as it is, to the first deployment that chats. */
function TryIt() {
  const words = useWords()
  const { deployments = [] } = useDeployments()
  const running = deployments.find(({ status, scenarioId }) => status === 'RUNNING' && scenarioId === 'foundation-models')
  if (!running) return null
  const body = JSON.stringify({ model: running.name, messages: [{ role: 'user', content: 'Hello' }] })
  const command = `curl ${serverUrl}/v1/chat/completions \\\n  -H "Authorization: Bearer $LECTERN_API_KEY" -H "Content-Type: application/json" \\\n  -d '${body}'`
  return (
    <div>
      <Group justify="space-between" mt="md" mb={4}>
        <Text size="sm" fw={600}>
          {words.tryIt}
        </Text>
        <CopyIcon value={command} label={words.tryIt} />
      </Group>
      <Code block tabIndex={0}>
        {command}
      </Code>
      <Text size="xs" c="dimmed" mt={4}>
        {words.tryItText}
      </Text>
    </div>
  )
}
