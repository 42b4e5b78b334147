import { SimpleGrid } from '@mantine/core'
import { useState } from 'react'
import { JsonView } from '../../parts/json-view.tsx'
import { SchemaForm } from '../../parts/schema-form.tsx'
import { parameterSchema } from './samples.ts'

const said = { '/modelName': 'There is no model of this name' }

export function Form() {
  const [value, setValue] = useState<Record<string, unknown>>({ modelName: 'gpt-5000', stop: ['###'] })
  const [valid, setValid] = useState(false)
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      <SchemaForm
        label="Parameters"
        schema={parameterSchema}
        value={value}
        errors={said}
        onChange={(next, fits) => {
          setValue(next)
          setValid(fits)
        }}
      />
      <JsonView label={valid ? 'Value (fits)' : 'Value (does not fit)'} value={value} search={false} />
    </SimpleGrid>
  )
}
