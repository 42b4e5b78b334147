import type { Inference } from '../../client/types.ts'
import { parseDuration } from '../duration.ts'
import type { Shape } from '../output.ts'
import { pairs } from '../pairs.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'
import { findDeployment } from './find-deployment.ts'

export type ListOptions = { readonly label: readonly string[]; readonly deployment?: string; readonly top?: string }
export type RemoveOptions = { readonly label: readonly string[]; readonly olderThan?: string; readonly all?: boolean }

const inList: Shape<Inference> = {
  columns: {
    ID: (each) => each.id,
    DEPLOYMENT: (each) => each.deploymentName,
    MODEL: (each) => each.modelName,
    STATUS: (each) => each.responseHttpCode,
    INPUT: (each) => each.inputTokens,
    OUTPUT: (each) => each.outputTokens,
    MS: (each) => Math.round(each.latency),
    LABELS: (each) => each.labels.map(({ key, value }) => `${key.replace(prefix, '')}=${value}`).join(' '),
    FEEDBACK: (each) => each.feedback.length,
    CREATED: (each) => each.createdAt,
  },
  name: (each) => each.id,
}

const alone: Shape<Inference> = {
  columns: {
    ...inList.columns,
    MODE: (each) => each.persistenceMode,
    REQUEST: (each) => each.request,
    RESPONSE: (each) => each.response,
    SAID: (each) => each.feedback.map(({ content }) => JSON.stringify(content)).join(' '),
  },
  name: (each) => each.id,
}

export async function listInferences(session: Session, options: ListOptions): Promise<void> {
  const { label, deployment, top } = options
  const query = {
    labelSelector: label.length > 0 ? label.map(withPrefix).join(',') : undefined,
    deploymentId: deployment === undefined ? undefined : (await findDeployment(session, deployment)).id,
    $top: top,
  }
  await session.output.list(inList, await session.client.inferences.list(query))
}

export const getInference = async ({ client, output }: Session, id: string): Promise<void> =>
  output.one(alone, await client.inferences.get(id))

export async function removeInferences({ client, say, world }: Session, options: RemoveOptions): Promise<void> {
  const { label, olderThan, all } = options
  if (!all && label.length === 0 && olderThan === undefined)
    throw new UsageError('say which: --label, --older-than, or --all for every one of the resource group')
  const endTime = olderThan && new Date(world.now() - parseDuration(olderThan, '--older-than')).toISOString()
  const labelSelectors = label.filter((text) => !text.includes('=')).map((key) => ({ key: withPrefix(key) }))
  const valued = pairs(
    label.filter((text) => text.includes('=')),
    '--label',
  ).map(([key, value]) => ({ key: withPrefix(key), value }))
  await client.inferences.remove({
    ...(label.length > 0 ? { labelSelectors: [...labelSelectors, ...valued] } : {}),
    ...(endTime ? { endTime } : {}),
  })
  say('inference records deleted')
}

const prefix = 'ext.ai.sap.com/'
const withPrefix = (label: string): string => (label.startsWith(prefix) ? label : `${prefix}${label}`)
