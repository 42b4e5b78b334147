import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  JsonInput,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useCommonWords } from '../words/common.ts'
import { choicesOf, fieldKind, type JsonSchema, settled, typeOf } from './json-schema.ts'
import { describe, empty, textOf, unitOf, useFieldWords } from './schema-field-words.ts'
import { useSeparators } from './separators.ts'

export type SchemaFieldProps = {
  readonly name: string
  /** JSON Pointer. */
  readonly place: string
  /** References are followed already. */
  readonly schema: JsonSchema
  readonly root: JsonSchema
  readonly value: unknown
  readonly required: boolean
  readonly disabled: boolean
  readonly errorAt: (place: string) => string | undefined
  readonly onTouch: (place: string) => void
  /** `undefined` takes the value away. `place`: what was changed, at or below this one. */
  readonly onChange: (value: unknown, place: string) => void
}

/** One place of a schema, with all that is below it. */
export function SchemaField(props: SchemaFieldProps) {
  const separators = useSeparators()
  const { name, place, schema, value, required, disabled, errorAt, onTouch, onChange } = props
  const words = useFieldWords()
  const shared = {
    label: schema.title ?? name,
    description: describe(schema, words),
    required,
    disabled,
    error: errorAt(place),
    onBlur: () => onTouch(place),
  }
  const placeholder = schema.default === undefined ? undefined : words.standard(textOf(schema.default))
  const set = (next: unknown): void => onChange(next, place)
  switch (fieldKind(schema)) {
    case 'choice': {
      const choices = choicesOf(schema) ?? []
      return (
        <Select
          {...shared}
          data={choices.map(textOf)}
          value={value === undefined ? null : textOf(value)}
          placeholder={placeholder ?? words.choose}
          clearable={!required}
          searchable={choices.length > 8}
          onChange={(chosen) => set(choices.find((choice) => textOf(choice) === chosen))}
        />
      )
    }
    case 'number':
      return (
        <NumberInput
          {...shared}
          value={typeof value === 'number' ? value : ''}
          placeholder={placeholder}
          allowDecimal={typeOf(schema) === 'number'}
          {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
          {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
          clampBehavior="none"
          {...separators}
          rightSection={unitOf(schema) && <Unit text={unitOf(schema) ?? ''} />}
          rightSectionWidth={unitOf(schema) ? 76 : undefined}
          onChange={(next) => set(typeof next === 'number' ? next : undefined)}
        />
      )
    case 'switch':
      return (
        <Switch
          label={shared.label}
          description={shared.description}
          disabled={disabled}
          error={shared.error}
          checked={(value ?? schema.default ?? false) === true}
          onChange={(event) => set(event.currentTarget.checked)}
        />
      )
    case 'secret':
      return (
        <PasswordInput
          {...shared}
          autoComplete="new-password"
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => set(event.currentTarget.value || undefined)}
          visibilityToggleButtonProps={{ 'aria-label': words.reveal(shared.label) }}
        />
      )
    case 'text': {
      const long = (schema.maxLength ?? 0) > 400 || schema.format === 'multiline'
      const input = {
        ...shared,
        placeholder: placeholder ?? (schema.examples?.[0] === undefined ? undefined : textOf(schema.examples[0])),
        value: typeof value === 'string' ? value : '',
      }
      return long ? (
        <Textarea
          {...input}
          autosize
          minRows={2}
          maxRows={10}
          onChange={(event) => set(event.currentTarget.value || undefined)}
        />
      ) : (
        <TextInput {...input} onChange={(event) => set(event.currentTarget.value || undefined)} />
      )
    }
    case 'list':
      return <List {...props} />
    case 'object':
      return <Nested {...props} />
    case 'json':
      return <AsJson {...props} />
  }
}

function Nested(props: SchemaFieldProps) {
  const { name, place, schema, root, value, onChange } = props
  const inside = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>
  return (
    <Fieldset legend={schema.title ?? name} variant="default" p="sm">
      <Stack gap="sm">
        {schema.description && (
          <Text size="xs" c="dimmed">
            {schema.description}
          </Text>
        )}
        {Object.entries(schema.properties ?? {}).map(([key, each]) => (
          <SchemaField
            {...props}
            key={key}
            name={key}
            place={`${place}/${key}`}
            schema={settled(each, root)}
            value={inside[key]}
            required={schema.required?.includes(key) ?? false}
            onChange={(next, changed) => {
              const { [key]: _, ...rest } = inside
              const all = next === undefined ? rest : { ...inside, [key]: next }
              onChange(Object.keys(all).length === 0 ? undefined : all, changed)
            }}
          />
        ))}
      </Stack>
    </Fieldset>
  )
}

function List(props: SchemaFieldProps) {
  const { name, place, schema, root, value, disabled, errorAt, onChange } = props
  const words = useFieldWords()
  const common = useCommonWords()
  const title = schema.title ?? name
  const items = Array.isArray(value) ? (value as readonly unknown[]) : []
  const itemSchema = settled(schema.items ?? {}, root)
  return (
    <Fieldset legend={title} variant="default" p="sm">
      <Stack gap="xs">
        {schema.description && (
          <Text size="xs" c="dimmed">
            {schema.description}
          </Text>
        )}
        {items.map((item, index) => (
          // Places of a list have no other name.
          <Group key={index} gap="xs" align="end" wrap="nowrap">
            <div style={{ flex: 1, minWidth: 0 }}>
              <SchemaField
                {...props}
                name={`${title} ${index + 1}`}
                place={`${place}/${index}`}
                schema={itemSchema}
                value={item}
                required={false}
                onChange={(next, changed) =>
                  onChange(
                    items.map((each, at) => (at === index ? (next ?? empty(itemSchema)) : each)),
                    changed,
                  )
                }
              />
            </div>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              disabled={disabled}
              aria-label={`${common.remove} ${title} ${index + 1}`}
              onClick={() => {
                const rest = items.filter((_, at) => at !== index)
                onChange(rest.length === 0 ? undefined : rest, place)
              }}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        {errorAt(place) && (
          <Text size="xs" c="var(--mantine-color-error)">
            {errorAt(place)}
          </Text>
        )}
        <Button
          variant="default"
          size="xs"
          disabled={disabled}
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...items, empty(itemSchema)], place)}
          style={{ alignSelf: 'flex-start' }}
        >
          {words.addTo(title)}
        </Button>
      </Stack>
    </Fieldset>
  )
}

/** What no simpler field says: maps, choices between shapes, anything. */
function AsJson({ name, place, schema, value, required, disabled, errorAt, onTouch, onChange }: SchemaFieldProps) {
  const words = useFieldWords()
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)))
  const [bad, setBad] = useState(false)
  return (
    <JsonInput
      label={schema.title ?? name}
      description={describe(schema, words)}
      required={required}
      disabled={disabled}
      autosize
      minRows={3}
      maxRows={12}
      value={text}
      error={bad ? words.noJson : errorAt(place)}
      placeholder={schema.default === undefined ? undefined : JSON.stringify(schema.default)}
      onBlur={() => onTouch(place)}
      onChange={(next) => {
        setText(next)
        try {
          onChange(next.trim() === '' ? undefined : JSON.parse(next), place)
          setBad(false)
        } catch {
          setBad(true)
        }
      }}
    />
  )
}

const Unit = ({ text }: { readonly text: string }) => (
  <Text size="xs" c="dimmed" truncate maw={70}>
    {text}
  </Text>
)
