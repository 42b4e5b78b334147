import { SimpleGrid, Stack } from '@mantine/core'
import { JsonView } from '../../parts/json-view.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { Snippet } from '../../parts/snippet.tsx'
import { answer, markdown } from './samples.ts'

const tabs = [
  { id: 'curl', label: 'cURL', code: 'curl https://lectern/v1/models \\\n  -H "Authorization: Bearer $LECTERN_API_KEY"' },
  {
    id: 'python',
    label: 'Python',
    code: 'import os\nfrom openai import OpenAI\n\nclient = OpenAI(api_key=os.environ["LECTERN_API_KEY"])',
  },
  { id: 'typescript', label: 'TypeScript', code: 'const client = new OpenAI({ apiKey: process.env.LECTERN_API_KEY })' },
  { id: 'java', label: 'Java', code: 'var client = OpenAIOkHttpClient.fromEnv();', note: 'Reads the key by itself.' },
]

export function Texts() {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      <Markdown text={markdown} />
      <Stack>
        <Snippet label="Call it" tabs={tabs} keyVariable="LECTERN_API_KEY" />
        <JsonView label="Answer" value={answer} maxHeight="420px" />
      </Stack>
    </SimpleGrid>
  )
}
