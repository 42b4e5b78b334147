import { createHash } from 'node:crypto'
import { readBatchLine } from '../../decide/batch-line.ts'
import type { Batch, BatchError, BatchErrorCode, BatchFile } from '../../domain/batch.ts'
import type { Deployment } from '../../domain/deployment.ts'
import type { Principal } from '../../domain/principal.ts'
import type { ControlDeps } from '../deps.ts'
import { listDeployments } from '../platform/view-deployments.ts'
import { NotText, readLines } from './read-lines.ts'

export type ValidateDeps = Pick<ControlDeps, 'store' | 'executables'> & {
  readonly pathOf: (fileId: string) => string
  /** By entry id; null: unknown or revoked. */
  readonly findPrincipal: (entryId: string) => Promise<Principal | null>
}

/** What was found in an input file. `errors` empty: it can be run. */
export type Validated = Pick<Batch, 'errors' | 'model' | 'deploymentId' | 'tokens'> & { readonly total: number }

const mostLines = 100_000
/** Errors that are told. */
const mostErrors = 100

/** Reads all lines of a batch, and finds who is to answer them. */
export const makeValidate =
  (deps: ValidateDeps) =>
  async (batch: Batch): Promise<Validated> => {
    const file = await deps.store.batches.files.get(batch.resourceGroup, batch.inputFileId)
    if (!file) return refused(error('input_modified', `file ${batch.inputFileId} is not there any more`, null))
    const read = await readAll(deps, batch, file)
    if (read.errors.length > 0) return { ...refused(...read.errors), total: read.total }
    const model = read.model ?? batch.named
    if (model === null) throw new Error(`batch ${batch.id} has lines without a model`)
    const { deployment, trouble } = await answering(deps, batch, model)
    if (!deployment) return { ...refused(error(trouble.code, trouble.message, 'body.model')), total: read.total }
    const found = { errors: [], model, deploymentId: deployment.id, tokens: read.tokens, total: read.total }
    const full = await overQuota(deps, deployment, read.tokens)
    return full === null ? found : { ...found, errors: [error('token_limit_exceeded', full, null)] }
  }

type Read = { errors: BatchError[]; model: string | null; tokens: number; total: number }

async function readAll({ pathOf }: ValidateDeps, batch: Batch, file: BatchFile): Promise<Read> {
  const read: Read = { errors: [], model: null, tokens: 0, total: 0 }
  const seen = new Map<string, number>()
  const hash = createHash('sha256')
  const say = (code: BatchErrorCode, message: string, param: string | null, line: number): void => {
    read.errors.push(error(code, message, param, line))
  }
  try {
    for await (const { line, text } of readLines(pathOf(file.id), (chunk) => hash.update(chunk))) {
      read.total += 1
      if (read.total > mostLines) {
        const message = `the file has more than ${mostLines} lines: make several batches of it`
        return { ...read, errors: [error('too_many_tasks', message, null)] }
      }
      if (read.errors.length >= mostErrors) return read
      const found = readBatchLine(text, batch.endpoint)
      if ('bad' in found) {
        const { code, message, param } = found.bad
        say(code, `line ${line} ${message}`, param, line)
        continue
      }
      const { customId, model, tokens } = found.good
      const before = seen.get(customId)
      if (before !== undefined)
        say('duplicate_custom_id', `line ${line} has the custom_id of line ${before}; each must be unique`, 'custom_id', line)
      else seen.set(customId, line)
      read.tokens += tokens
      const trouble = modelTrouble(batch, read.model, model)
      if (trouble) say(trouble.code, `line ${line} ${trouble.message}`, 'body.model', line)
      else read.model ??= model
    }
  } catch (cause) {
    if (cause instanceof NotText) return { ...read, errors: [error('invalid_json_line', cause.message, null, cause.line)] }
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    return { ...read, errors: [error('input_modified', `the contents of file ${file.id} are gone`, null)] }
  }
  if (hash.digest('hex') !== file.sha256)
    return {
      ...read,
      errors: [error('input_modified', `the contents of file ${file.id} are not those that were uploaded`, null)],
    }
  if (read.total === 0) read.errors.push(error('empty_batch', 'the file has no lines', null))
  return read
}

/** One deployment answers a batch: all lines name it by the same word, the one of the address where that has one. */
function modelTrouble({ named }: Batch, first: string | null, model: string | null): Trouble | null {
  const wanted = first ?? named
  if (model === null)
    return named === null ? { code: 'invalid_request', message: 'body.model is required: the name of a deployment' } : null
  if (wanted === null || model === wanted) return null
  const message = `body.model must be "${wanted}" as in ${first === null ? 'the address' : 'the lines before'}, got "${model.slice(0, 80)}": a batch goes to one deployment`
  return { code: 'model_mismatch', message }
}

type Trouble = { readonly code: BatchErrorCode; readonly message: string }
type Answering =
  | { readonly deployment: Deployment; readonly trouble?: never }
  | { readonly deployment: null; readonly trouble: Trouble }

/** By name or id, or by a model that exactly one running deployment serves, as for any call. */
async function answering(deps: ValidateDeps, { resourceGroup, createdBy }: Batch, name: string): Promise<Answering> {
  const principal = await deps.findPrincipal(createdBy)
  const revoked = 'the credential that made this batch was revoked'
  if (!principal) return { deployment: null, trouble: { code: 'input_no_permissions', message: revoked } }
  const { items } = await listDeployments(deps)({ principal, resourceGroup }, {}, {})
  const named = items.find(({ deployment }) => deployment.name === name || deployment.id === name)
  if (named) return { deployment: named.deployment }
  const serving = items.filter(({ deployment, model }) => deployment.status === 'RUNNING' && model?.name === name)
  const [only] = serving
  if (only && serving.length === 1) return { deployment: only.deployment }
  const several = serving.map(({ deployment }) => `"${deployment.name}"`).join(', ')
  const message = only
    ? `the model "${name}" is served by several deployments; name one of them: ${several}`
    : `there is no deployment "${name.slice(0, 80)}" in resource group "${resourceGroup}" that this credential may use`
  return { deployment: null, trouble: { code: 'model_not_found', message } }
}

/** Of a deployment for batches, no more tokens may wait than it has capacity. In words; null: it has room. */
async function overQuota({ store }: ValidateDeps, { id, name, terms }: Deployment, tokens: number): Promise<string | null> {
  if (terms?.type !== 'batch' || terms.capacity === null) return null
  const most = terms.capacity * 1_000
  let waiting = 0
  for (const batch of await store.batches.inState(['in_progress', 'finalizing', 'cancelling'])) {
    if (batch.deploymentId !== id || batch.counts.total === 0) continue
    const { completed, failed } = await store.batches.counts(batch.id)
    waiting += Math.ceil(batch.tokens * (1 - (completed + failed) / batch.counts.total))
  }
  if (waiting + tokens <= most) return null
  return `about ${tokens} input tokens are more than deployment "${name}" has room for: ${most} may be enqueued, ${waiting} are; wait, make the batch smaller, or give the deployment more capacity`
}

const error = (code: BatchErrorCode, message: string, param: string | null, line: number | null = null): BatchError => ({
  code,
  message,
  param,
  line,
})

const refused = (...errors: readonly BatchError[]): Validated => ({
  errors,
  model: null,
  deploymentId: null,
  tokens: 0,
  total: 0,
})
