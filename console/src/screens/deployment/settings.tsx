import { Button, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { Copyable } from '../../parts/copyable.tsx'
import { Guarded } from '../../parts/guarded.tsx'
import { act, isEligible } from '../deployments/acts.ts'
import { BatcherForm } from './batcher-form.tsx'
import { change, type Details, useExecutable } from './data.ts'
import { FormCard } from './form-card.tsx'
import { InferenceLogForm } from './inference-log-form.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { RulesForm } from './rules-form.tsx'
import { useSettingsWords } from './settings-words.ts'
import { TermsForm } from './terms-form.tsx'

/** What of the deployment itself can be changed; its configuration is changed by a version. */
export function Settings({ deployment }: { readonly deployment: Details }) {
  const executable = useExecutable(deployment)
  const { capacity, residency, upgradePolicy, spilloverDeployment, serviceTier, parameterRules } = deployment
  return (
    <Stack maw={880}>
      <Fixed deployment={deployment} />
      <TermsForm
        key={JSON.stringify([deployment.deploymentType, capacity, residency, upgradePolicy, spilloverDeployment, serviceTier])}
        deployment={deployment}
      />
      <RulesForm key={JSON.stringify(parameterRules ?? null)} deployment={deployment} />
      {executable?.batches && <BatcherForm deployment={deployment} />}
      <InferenceLogForm deployment={deployment} />
      <Hangup key={deployment.onHangup ?? 'abort'} deployment={deployment} />
      <Danger deployment={deployment} />
    </Stack>
  )
}

/** What stays as it was made. */
function Fixed({ deployment }: { readonly deployment: Details }) {
  const words = useSettingsWords()
  return (
    <Paper withBorder p="md" component="section" aria-label={words.fixed}>
      <Title order={2} size="h3" mb={4}>
        {words.fixed}
      </Title>
      <Group gap="xl">
        <div>
          <Text size="xs" c="dimmed">
            {words.name}
          </Text>
          <Copyable value={deployment.name} label={words.name} />
        </div>
        <div>
          <Text size="xs" c="dimmed">
            {words.ttl}
          </Text>
          <Text size="sm">{deployment.ttl ?? words.forever}</Text>
        </div>
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        {words.fixedText}
      </Text>
    </Paper>
  )
}

function Hangup({ deployment }: { readonly deployment: Details }) {
  const words = useSettingsWords()
  const inForce = deployment.onHangup ?? 'abort'
  const [wanted, setWanted] = useState(inForce)
  return (
    <FormCard
      title={words.hangup}
      text={words.hangups[wanted]}
      dirty={wanted !== inForce}
      undo={() => setWanted(inForce)}
      save={() => change(deployment.id, { onHangup: wanted })}
    >
      <SegmentedControl
        aria-label={words.hangup}
        w="fit-content"
        data={[
          { value: 'abort', label: words.abort },
          { value: 'drain', label: words.drain },
        ]}
        value={wanted}
        onChange={(next) => setWanted(next as typeof wanted)}
      />
    </FormCard>
  )
}

function Danger({ deployment }: { readonly deployment: Details }) {
  const words = useSettingsWords()
  const [removing, setRemoving] = useState(false)
  const removable = isEligible.remove(deployment)
  return (
    <Paper withBorder p="md" component="section" aria-label={words.danger} style={{ borderColor: 'var(--lectern-failed)' }}>
      <Group justify="space-between">
        <div>
          <Title order={2} size="h3">
            {words.danger}
          </Title>
          <Text size="sm" c="dimmed">
            {removable ? words.dangerText : words.stopFirst}
          </Text>
        </div>
        <Group gap="xs">
          <Guarded least="operator">
            {(may) => (
              <>
                {isEligible.stop(deployment) && (
                  <Button variant="default" disabled={!may} onClick={() => void act('stop', [deployment])}>
                    {words.stop}
                  </Button>
                )}
                <Button color="red" disabled={!may || !removable} onClick={() => setRemoving(true)}>
                  {words.remove}
                </Button>
              </>
            )}
          </Guarded>
        </Group>
      </Group>
      <RemoveDialog deployment={deployment} opened={removing} onClose={() => setRemoving(false)} />
    </Paper>
  )
}
