import { anthropicInference } from '../../../../src/dialects/anthropic/inference.ts'
import { armError } from '../../../../src/dialects/azure-arm/errors.ts'
import { azureOpenaiInference } from '../../../../src/dialects/azure-openai/inference.ts'
import { errorBody, inferenceNumbers, titles, usualNumbers } from '../../../../src/dialects/hopsworks/errors.ts'
import { openaiInference } from '../../../../src/dialects/openai/inference.ts'
import { sapAiApiInference } from '../../../../src/dialects/sap-ai-api/inference.ts'
import { Failure, type FailureCode, statusOf } from '../../../../src/domain/failure.ts'
import { cell, code, table } from './markdown.ts'

type Body = { readonly error: { readonly code?: string | null; readonly type?: string } }

const kinds = Object.keys(statusOf) as FailureCode[]

/** What the APIs say for a kind, in the order of the table's columns: every dialect is asked to word one. */
function wordsOf(kind: FailureCode): readonly string[] {
  const failure = new Failure(kind, 'words')
  const told = (dialect: { renderError(failure: Failure, requestId: string): { readonly body: string } }): Body['error'] =>
    (JSON.parse(dialect.renderError(failure, 'r').body) as Body).error
  const openai = told(openaiInference)
  return [
    openai.code ?? openai.type ?? '',
    told(azureOpenaiInference).code ?? '',
    told(anthropicInference).type ?? '',
    told(sapAiApiInference).code ?? '',
    armError(failure).error.code,
  ]
}

export function kindsTable(): string {
  const rows = kinds.map((kind) => {
    const failure = new Failure(kind, 'words')
    const numbers = [usualNumbers, inferenceNumbers].map((usual) => errorBody(failure, usual).errorCode)
    return [`[${kind}](#${kind})`, String(statusOf[kind]), ...wordsOf(kind).map(code), numbers.join(', ')]
  })
  const apis = [
    'OpenAI',
    'Azure OpenAI',
    'Anthropic (`type`)',
    'SAP AI API',
    'Azure Resource Manager',
    'Hopsworks (managing, calling)',
  ]
  return table(['Kind', 'Status', ...apis], ...rows)
}

/** A kind's status and words, each with an address of its own: what a program was told leads here. */
export function wordsText(kind: FailureCode): string {
  const others = new Set(kinds.filter((each) => each !== kind).flatMap((each) => [each, ...wordsOf(each)]))
  const words = [...new Set(wordsOf(kind))].filter((word) => word !== kind)
  const anchored = words.map((word) => (others.has(word) ? code(word) : `<span id="${word.toLowerCase()}">${code(word)}</span>`))
  return `Status ${statusOf[kind]}. Told as ${anchored.join(', ')}.`
}

/** `words of invalid` and the like, as pages ask for them. */
export const wordsMakers: Readonly<Record<string, () => string>> = Object.fromEntries(
  kinds.map((kind) => [`words of ${kind}`, () => wordsText(kind)]),
)

export const hopsworksTable = (): string =>
  table(['`errorCode`', ''], ...Object.entries(titles).map(([number, title]) => [number, cell(title)]))
