import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { configurationBody, creationBody, termFields } from '../../../../src/client/manifest.ts'
import type { components } from '../../../../src/client/openapi.ts'
import { api } from '../../api/client.ts'
import { useGroup } from '../../api/group.ts'
import { Problem } from '../../api/problem.ts'
import { useMay } from '../../api/session.ts'
import type { Draft } from './draft.ts'

type Schemas = components['schemas']
export type Trial = Schemas['DeploymentTrial']
export type CreationBody = Schemas['DeploymentCreationRequest']

/** The body that creates it. The server checks what types cannot: it comes of a document that people write. */
export const bodyOf = ({ document }: Draft): CreationBody =>
  (document.targets ? creationBody({ ...document, targets: null }) : creationBody(document)) as CreationBody

/**
 * What the server would make of the draft, or why it would refuse it: asked a moment after it changed. Of a deployment that is there
 * (`editing`) only its configuration is tried: its name is taken, and so is its capacity, by itself.
 */
export function useTrial(draft: Draft, editing: boolean, complete: boolean) {
  const may = useMay('operator')
  const group = useGroup()
  const { document } = draft
  const body: CreationBody =
    editing && document.configuration
      ? { configuration: configurationBody(document.configuration, document.name) }
      : bodyOf(draft)
  const now = JSON.stringify(body)
  const [settled] = useDebouncedValue(now, 350)
  const { data, error, isFetching } = useQuery({
    queryKey: ['trial', group, settled],
    queryFn: () => tried(JSON.parse(settled)),
    enabled: may && complete,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 10_000,
  })
  const problem = complete && error instanceof Problem && settled === now ? error : null
  const trial = complete && !error && data ? (editing ? { ...data, ...termsOf(draft) } : data) : null
  return { trial, problem, busy: isFetching || settled !== now }
}

/** Of a deployment that is there they are as the draft says. */
const termsOf = ({ document }: Draft): Partial<Trial> =>
  Object.fromEntries(termFields.flatMap((field) => (document[field] ? [[field, document[field]]] : [])))

async function tried(body: CreationBody): Promise<Trial> {
  const { data } = await api.POST('/v2/lm/deployments', { body: { ...body, dryRun: true } })
  return data as Trial
}
