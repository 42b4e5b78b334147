import type { IncomingHttpHeaders } from 'node:http'
import { Failure } from '../domain/failure.ts'

/** SAP AI Core's headers of inference observability: a caller has its own call kept. */
export const modeHeader = 'ai-inference-observability-persistence-mode'
const labelsHeader = 'ai-inference-observability-labels'

export type AskedRecord = {
  /** Bodies too, not only the facts. */
  readonly full: boolean
  readonly labels: readonly { readonly key: string; readonly value: string }[]
}

/** What the caller asked to be kept. `Failure('invalid')` where the headers say nothing that we know. */
export function askedRecord(mode: string, headers: IncomingHttpHeaders): AskedRecord {
  if (mode !== 'full' && mode !== 'metadata') throw invalid(modeHeader, 'must be "full" or "metadata"')
  return { full: mode === 'full', labels: labelsIn(headers[labelsHeader]) }
}

/** `ext.ai.sap.com/env=prod,ext.ai.sap.com/team=ml` */
function labelsIn(header: string | string[] | undefined): AskedRecord['labels'] {
  if (header === undefined) return []
  const labels = String(header)
    .split(',')
    .map((text) => {
      const [key = '', ...value] = text.trim().split('=')
      return { key, value: value.join('=') }
    })
  if (labels.length > 16) throw invalid(labelsHeader, 'must hold at most 16 labels')
  for (const { key, value } of labels) {
    if (!key.startsWith('ext.ai.sap.com/') || !plain.test(key) || !plain.test(value))
      throw invalid(
        labelsHeader,
        'must be a list such as "ext.ai.sap.com/env=prod,ext.ai.sap.com/team=ml": keys that begin with "ext.ai.sap.com/", keys and values of 1 to 64 letters, digits, "-", "." or "/"',
      )
  }
  return labels
}

const plain = /^[A-Za-z0-9./-]{1,64}$/

const invalid = (header: string, trouble: string): Failure =>
  new Failure('invalid', `the header ${header} ${trouble}`, { target: header })
