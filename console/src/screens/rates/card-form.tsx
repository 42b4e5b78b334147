import { Autocomplete, NumberInput, SegmentedControl, Select, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { useModelNames } from '../../parts/scope-fields.tsx'
import { useCommonWords } from '../../words/common.ts'
import { type Rate, subjectOf } from './cards.tsx'
import { useWords } from './words.ts'

type Subject = Pick<
  Rate,
  'model' | 'modelVersion' | 'executableId' | 'deploymentType' | 'residency' | 'serviceTier' | 'instanceType'
>
const amounts = ['input', 'output', 'cachedInput', 'cacheWrite'] as const
type Amounts = Readonly<Record<(typeof amounts)[number], number | null>>

const any: Subject = {
  model: null,
  modelVersion: null,
  executableId: null,
  deploymentType: null,
  residency: null,
  serviceTier: null,
  instanceType: null,
}
const types = ['standard', 'serverless', 'provisioned', 'managed-compute', 'batch', 'developer'] as const
const whole = (nano: number | null | undefined): number | null => (nano === null || nano === undefined ? null : nano / 1e9)
const nanoOf = (amount: number | null): number | null => (amount === null ? null : Math.round(amount * 1e9))

/** Says what something costs from a day on; of a card that is there, its figures and days. */
export function CardForm({ rate, onClose }: { readonly rate: Rate | null; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const models = useModelNames()
  const { data: plans } = read.useQuery('get', '/v2/lm/resourcePlans', {})
  const [kind, setKind] = useState<Rate['kind']>(rate?.kind ?? 'tokens')
  const [subject, setSubject] = useState<Subject>(any)
  const [tokens, setTokens] = useState<Amounts>({
    input: whole(rate?.tokens?.input),
    output: whole(rate?.tokens?.output),
    cachedInput: whole(rate?.tokens?.cachedInput),
    cacheWrite: whole(rate?.tokens?.cacheWrite),
  })
  const [hour, setHour] = useState<number | null>(whole(rate?.nanoPerHour))
  const [currency, setCurrency] = useState(rate?.currency ?? 'USD')
  const [from, setFrom] = useState(rate?.validFrom ?? new Date().toISOString().slice(0, 10))
  const [until, setUntil] = useState(rate?.validUntil ?? '')
  const [source, setSource] = useState(rate?.source ?? 'operator')
  const set = (more: Partial<Subject>): void => setSubject({ ...subject, ...more })
  const submit = async (): Promise<void> => {
    const figures =
      kind === 'tokens'
        ? {
            tokens: {
              ...(rate?.tokens?.longPrompt ? { longPrompt: rate.tokens.longPrompt } : {}),
              input: nanoOf(tokens.input) ?? 0,
              output: nanoOf(tokens.output),
              cachedInput: nanoOf(tokens.cachedInput),
              cacheWrite: nanoOf(tokens.cacheWrite),
            },
          }
        : { nanoPerHour: nanoOf(hour) ?? 0 }
    const days = { validFrom: from, validUntil: until === '' ? null : until, source }
    if (rate)
      await api.PATCH('/v2/admin/rates/{rateId}', { params: { path: { rateId: rate.id } }, body: { ...figures, ...days } })
    else await api.POST('/v2/admin/rates', { body: { kind, ...subject, currency, ...figures, ...days } })
    await readAgain('rates')
    onClose()
  }
  const text = (key: 'modelVersion' | 'executableId') => (
    <TextInput
      label={words.facts[key]}
      placeholder={words.anyOf}
      value={subject[key] ?? ''}
      onChange={({ currentTarget }) => set({ [key]: currentTarget.value === '' ? null : currentTarget.value })}
    />
  )
  const pick = (key: 'deploymentType' | 'residency' | 'serviceTier' | 'instanceType', data: readonly string[]) => (
    <Select
      label={words.facts[key]}
      placeholder={words.anyOf}
      data={data as string[]}
      value={subject[key]}
      onChange={(value) => set({ [key]: value } as Partial<Subject>)}
      clearable
    />
  )
  return (
    <FormModal
      opened
      onClose={onClose}
      title={rate ? words.changeCard : words.newCard}
      verb={rate ? common.save : common.create}
      submit={submit}
      disabled={(kind === 'tokens' ? tokens.input === null : hour === null) || from === ''}
      size="lg"
    >
      {rate ? (
        <Text fw={600}>{subjectOf(rate, words.any)}</Text>
      ) : (
        <>
          <SegmentedControl
            aria-label={words.kind}
            value={kind}
            onChange={(next) => setKind(next as Rate['kind'])}
            data={Object.entries(words.kinds).map(([value, label]) => ({ value, label }))}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs">
            <Autocomplete
              label={words.facts.model}
              placeholder={words.anyOf}
              data={models as string[]}
              limit={60}
              value={subject.model ?? ''}
              onChange={(model) => set({ model: model === '' ? null : model })}
            />
            {text('modelVersion')}
            {text('executableId')}
            {pick('deploymentType', types)}
            {pick('residency', ['regional', 'data-zone', 'global'])}
            {kind === 'tokens' && pick('serviceTier', ['default', 'priority'])}
            {kind === 'instance' && pick('instanceType', plans?.resources.map(({ name }) => name) ?? [])}
          </SimpleGrid>
        </>
      )}
      <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="sm" verticalSpacing="xs">
        {kind === 'tokens' ? (
          amounts.map((name) => (
            <NumberInput
              key={name}
              label={words.amounts[name]}
              placeholder="–"
              value={tokens[name] ?? ''}
              onChange={(value) => setTokens({ ...tokens, [name]: typeof value === 'number' ? value : null })}
              min={0}
              decimalScale={9}
              classNames={{ input: 'number' }}
              required={name === 'input'}
            />
          ))
        ) : (
          <NumberInput
            label={words.perHour}
            value={hour ?? ''}
            onChange={(value) => setHour(typeof value === 'number' ? value : null)}
            min={0}
            decimalScale={9}
            classNames={{ input: 'number' }}
            required
          />
        )}
        <TextInput
          label={words.currency}
          value={currency}
          onChange={({ currentTarget }) => setCurrency(currentTarget.value.toUpperCase())}
          maxLength={3}
          disabled={rate !== null}
          required
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
        <TextInput
          type="date"
          label={words.validFrom}
          value={from}
          onChange={({ currentTarget }) => setFrom(currentTarget.value)}
          required
        />
        <TextInput
          type="date"
          label={words.validUntil}
          description={words.untilHint}
          inputWrapperOrder={['label', 'input', 'description']}
          value={until}
          onChange={({ currentTarget }) => setUntil(currentTarget.value)}
        />
        <TextInput label={words.source} value={source} onChange={({ currentTarget }) => setSource(currentTarget.value)} />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {kind === 'tokens' ? words.perMillion : words.hourHint} {words.stays}
      </Text>
    </FormModal>
  )
}
