import type { IncomingHttpHeaders } from 'node:http'
import { Failure } from '../domain/failure.ts'

/** SAP AI Core's headers of inference observability: a caller has its own call kept. */
export const modeHeader = 'ai-inference-observability-persistence-mode'
const storeHeader = 'ai-object-store-secret-name'
const labelsHeader = 'ai-inference-observability-labels'

export type AskedRecord = {
  /** Bodies too, not only the facts. */
  readonly full: boolean
  /** Where the caller would have the bodies elsewhere; here they are kept with the record. */
  readonly objectStoreSecretName: string | null
  readonly labels: readonly { readonly key: string; readonly value: string }[]
}

/** What the caller asked to be kept. `Failure('invalid')` where the headers say nothing that we know. */
export function askedRecord(mode: string, headers: IncomingHttpHeaders): AskedRecord {
  if (mode !== 'full' && mode !== 'metadata') throw invalid(modeHeader, 'must be "full" or "metadata"')
  const store = headers[storeHeader]
  if (store !== undefined && !/^[\x20-\x7e]{1,252}$/.test(String(store)))
    throw invalid(storeHeader, 'must be the name of a secret, of at most 252 characters')
  const objectStoreSecretName = store === undefined ? null : String(store)
  return { full: mode === 'full', objectStoreSecretName, labels: labelsIn(headers[labelsHeader]) }
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
  if (new Set(labels.map(({ key }) => key)).size < labels.length) throw invalid(labelsHeader, 'must hold each key once')
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
