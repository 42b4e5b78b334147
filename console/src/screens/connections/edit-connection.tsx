import { Select, Stack, Switch, Text, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import type { JsonSchema } from '../../parts/json-schema.ts'
import { SchemaForm } from '../../parts/schema-form.tsx'
import { useCommonWords } from '../../words/common.ts'
import { CredentialFields, type CredentialValue, credentialIn } from './credential-fields.tsx'
import { useWords } from './words.ts'

export type Connection = components['schemas']['Connection']
export type Provider = components['schemas']['ExecutableDescription'] & {
  readonly connection: NonNullable<components['schemas']['ExecutableDescription']['connection']>
}

/** A new connection, or the one that is given: what its provider asks for, and nothing else. */
export function EditConnection({
  providers,
  providerId,
  connection,
  onProvider,
  onClose,
}: {
  readonly providers: readonly Provider[]
  /** "" while none is chosen. */
  readonly providerId: string
  /** null: a new one. */
  readonly connection: Connection | null
  readonly onProvider: (id: string) => void
  readonly onClose: () => void
}) {
  const words = useWords()
  const common = useCommonWords()
  const isAdmin = useMay('admin')
  const provider = providers.find(({ id }) => id === providerId)
  const [name, setName] = useState(connection?.name ?? '')
  const [baseUrl, setBaseUrl] = useState(connection?.baseUrl ?? '')
  const [credential, setCredential] = useState<CredentialValue>({})
  const [options, setOptions] = useState<Record<string, unknown>>({ ...connection?.options })
  const [shared, setShared] = useState(connection?.shared ?? false)
  const calledSo = name === '' ? providerId : name
  const submit = async (): Promise<void> => {
    const given = credentialIn(credential)
    const body = {
      ...(baseUrl === '' ? {} : { baseUrl }),
      ...(given === null ? {} : { credential: given }),
      options,
    }
    if (connection) await api.PATCH('/v2/admin/connections/{name}', { params: { path: { name: connection.name } }, body })
    else {
      await api.POST('/v2/admin/connections', {
        body: { credential: {}, ...body, name: calledSo, provider: providerId, ...(shared ? { shared } : {}) },
      })
      notifications.show({ message: words.created })
    }
    await readAgain('connections')
    onClose()
  }
  const usual = provider?.connection.baseUrlDefault
  return (
    <FormModal
      opened
      onClose={onClose}
      title={connection ? words.edit(connection.name) : words.create}
      verb={connection ? common.save : common.create}
      submit={submit}
      disabled={!provider}
      size="lg"
    >
      <Stack gap="sm">
        <Select
          label={words.provider}
          data={providers.map(({ id, title }) => ({ value: id, label: title }))}
          value={providerId || null}
          onChange={(id) => id && onProvider(id)}
          disabled={connection !== null}
          searchable
          required
          data-autofocus
        />
        {provider && (
          <>
            <Text size="sm" c="dimmed">
              {provider.description}
            </Text>
            <TextInput
              label={words.name}
              description={words.nameHint}
              placeholder={providerId}
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
              disabled={connection !== null}
              autoComplete="off"
            />
            <TextInput
              label={words.baseUrl}
              description={usual ? words.baseUrlUsual(usual) : words.baseUrlSuch(provider.connection.baseUrlExample)}
              value={baseUrl}
              onChange={({ currentTarget }) => setBaseUrl(currentTarget.value)}
              required={!usual}
              type="url"
            />
            <div>
              <Title order={3} size="h4">
                {words.credential}
              </Title>
              <Text size="xs" c="dimmed" mb="xs">
                {connection?.credentialSet ? words.keep : words.credentialHint}
              </Text>
              <CredentialFields fields={fieldsOf(provider.connection.credential)} value={credential} onChange={setCredential} />
            </div>
            {fieldsOf(provider.connection.options).length > 0 && (
              <div>
                <Title order={3} size="h4">
                  {words.options}
                </Title>
                <SchemaForm
                  label={words.options}
                  schema={provider.connection.options as JsonSchema}
                  value={options}
                  onChange={setOptions}
                />
              </div>
            )}
            {isAdmin && !connection && (
              <Switch label={words.shared} checked={shared} onChange={({ currentTarget }) => setShared(currentTarget.checked)} />
            )}
          </>
        )}
      </Stack>
    </FormModal>
  )
}

function fieldsOf(schema: object) {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, { description?: string }>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description = '' }]) => ({
    name,
    description,
    required: required.includes(name),
  }))
}
