import { Group, Input, NumberInput, Slider, Text } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { useLanguage } from '../words/words.ts'
import { formatCompact } from './numbers.ts'
import { useSeparators } from './separators.ts'

/** A number that is pulled or typed. `free`: up to where there is room; what is beyond it is marked and said. */
export function SliderWithNumber({
  label,
  description,
  value,
  onChange,
  min = 0,
  max,
  step = 1,
  unit,
  free,
  freeText,
  error,
  disabled = false,
}: {
  readonly label: string
  readonly description?: string
  readonly value: number
  readonly onChange: (value: number) => void
  readonly min?: number
  readonly max: number
  readonly step?: number
  readonly unit?: string
  readonly free?: number
  /** Says what `free` is: "40,000 of 100,000 are free". */
  readonly freeText?: ReactNode
  readonly error?: string | undefined
  readonly disabled?: boolean
}) {
  const language = useLanguage()
  const separators = useSeparators()
  const id = useId()
  const bounded = Math.min(max, Math.max(min, value))
  const ends = [
    { value: min, label: formatCompact(min, language) },
    { value: max, label: formatCompact(max, language) },
  ]
  const beyond = free !== undefined && value > free
  return (
    <Input.Wrapper label={label} description={description} error={error} labelProps={{ htmlFor: id }}>
      <Group gap="md" wrap="nowrap" align="flex-start" mt={4}>
        <Slider
          flex={1}
          thumbLabel={label}
          value={bounded}
          onChange={onChange}
          min={min}
          max={max}
          step={step}
          marks={free !== undefined && free > min && free < max ? [...ends, { value: free }] : ends}
          label={(now) => formatCompact(now, language)}
          {...(beyond ? { color: 'red' } : {})}
          disabled={disabled}
          mt={12}
          mb={22}
          styles={{ markLabel: { fontSize: 'var(--mantine-font-size-xs)', color: 'var(--mantine-color-dimmed)' } }}
          miw={120}
        />
        <NumberInput
          id={id}
          w={unit ? 170 : 120}
          value={value}
          onChange={(next) => typeof next === 'number' && onChange(next)}
          min={min}
          step={step}
          {...separators}
          disabled={disabled}
          classNames={{ input: 'number' }}
          {...(unit
            ? {
                rightSection: (
                  <Text size="xs" c="dimmed">
                    {unit}
                  </Text>
                ),
                rightSectionWidth: 76,
              }
            : {})}
        />
      </Group>
      {freeText && (
        <Text size="xs" c={beyond ? 'var(--mantine-color-error)' : 'dimmed'} role={beyond ? 'alert' : undefined}>
          {freeText}
        </Text>
      )}
    </Input.Wrapper>
  )
}
