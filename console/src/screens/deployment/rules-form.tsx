import { ActionIcon, Group, NumberInput, Select, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useSeparators } from '../../parts/separators.ts'
import { change, type Details } from './data.ts'
import { FormCard } from './form-card.tsx'
import { type Rule, type RuleName, type Rules, ruleKinds, ruleNames } from './rules.ts'
import { useSettingsWords } from './settings-words.ts'

/** What calls may say besides their words: a line for each parameter of which something is said. */
export function RulesForm({ deployment }: { readonly deployment: Details }) {
  const words = useSettingsWords()
  const inForce: Rules = deployment.parameterRules ?? {}
  const [rules, setRules] = useState<Rules>(inForce)
  const named = ruleNames.filter((name) => rules[name] !== undefined)
  const without = (name: RuleName): Rules => {
    const { [name]: _, ...rest } = rules
    return rest
  }
  return (
    <FormCard
      title={words.rules}
      text={words.rulesText}
      dirty={JSON.stringify(rules) !== JSON.stringify(inForce)}
      undo={() => setRules(inForce)}
      save={() => change(deployment.id, { parameterRules: named.length === 0 ? null : rules })}
    >
      {named.map((name) => (
        <Group key={name} gap="sm" align="flex-end" role="group" aria-label={name}>
          <Text size="sm" ff="monospace" w={170} pb={8}>
            {name}
          </Text>
          <Fields name={name} rule={rules[name] ?? {}} onChange={(rule) => setRules({ ...rules, [name]: rule })} />
          <ActionIcon
            variant="default"
            size={36}
            ml="auto"
            aria-label={words.removeRule(name)}
            onClick={() => setRules(without(name))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Select
        label={words.addRule}
        placeholder={words.chooseParameter}
        data={ruleNames.filter((name) => rules[name] === undefined)}
        value={null}
        onChange={(name) => name && setRules({ ...rules, [name]: emptyOf(name as RuleName) })}
        searchable
        w={{ base: '100%', sm: 260 }}
      />
    </FormCard>
  )
}

/** What says nothing yet, but can be saved: of what has no range, that it is not allowed. */
const emptyOf = (name: RuleName): Rule => (ruleKinds[name] === 'other' || ruleKinds[name] === 'flag' ? { allowed: false } : {})

function Fields({
  name,
  rule,
  onChange,
}: {
  readonly name: RuleName
  readonly rule: Rule
  readonly onChange: (rule: Rule) => void
}) {
  const words = useSettingsWords()
  const { decimalSeparator } = useSeparators()
  const kind = ruleKinds[name]
  const set = (key: keyof Rule, value: Rule[keyof Rule] | undefined): void => {
    const { [key]: _, ...rest } = rule
    onChange((value === undefined ? rest : { ...rest, [key]: value }) as Rule)
  }
  const number = (key: 'minimum' | 'maximum' | 'default', label: string) => (
    <NumberInput
      label={label}
      size="sm"
      w={110}
      decimalSeparator={decimalSeparator}
      value={typeof rule[key] === 'number' ? rule[key] : ''}
      onChange={(next) => set(key, typeof next === 'number' ? next : undefined)}
      disabled={rule.allowed === false}
      classNames={{ input: 'number' }}
    />
  )
  return (
    <>
      {kind === 'number' && number('minimum', words.least)}
      {kind === 'number' && number('maximum', words.most)}
      {kind === 'number' && number('default', words.standard)}
      {kind === 'word' && (
        <Stack gap={0} flex={1} miw={200}>
          <TagsInput
            label={words.allowedWords}
            value={[...(rule.values ?? [])]}
            onChange={(values) => set('values', values.length === 0 ? undefined : values)}
            disabled={rule.allowed === false}
          />
        </Stack>
      )}
      {kind === 'word' && (
        <TextInput
          label={words.standard}
          w={130}
          value={typeof rule.default === 'string' ? rule.default : ''}
          onChange={({ currentTarget }) => set('default', currentTarget.value || undefined)}
          disabled={rule.allowed === false}
        />
      )}
      <Switch
        label={words.forbidden}
        pb={8}
        checked={rule.allowed === false}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? { allowed: false } : {})}
      />
    </>
  )
}
