import type { IncomingHttpHeaders } from 'node:http'
import type { Source } from './source.ts'

/** Answers after which the same request may succeed a little later. */
export const isPassing = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500

/** Says why the server would not give the file, and what would help. `x-error-code` is the hub's own word for it. */
export function refusalWords(source: Source, url: URL, status: number, headers: IncomingHttpHeaders): string {
  const said = source.kind === 'hub' ? hubWords(source, status, headers) : undefined
  if (said) return said
  if (status === 401 || status === 403) return `${url.host} refuses ${source.shown} (${status}): it asks for a sign-in`
  if (status === 404 || status === 410) return `${url.host} has no such file: ${source.shown} (${status})`
  return `${url.host} answered ${status} for ${source.shown}`
}

function hubWords(source: Extract<Source, { kind: 'hub' }>, status: number, headers: IncomingHttpHeaders): string | undefined {
  const { repository, path, revision } = source
  switch (headers['x-error-code']) {
    case 'GatedRepo':
      return `${repository} is gated: accept its terms on the hub with your account, and start Lectern with that account's HF_TOKEN`
    case 'RepoNotFound':
      return `the hub has no repository ${repository}, or it is private: check the name, or start Lectern with an HF_TOKEN that may read it`
    case 'RevisionNotFound':
      return `${repository} has no revision "${revision}"`
    case 'EntryNotFound':
      return `${repository} has no file ${path} at revision "${revision}"`
  }
  if (status === 401 || status === 403)
    return `the hub refuses ${repository} (${status}): start Lectern with an HF_TOKEN that may read it`
  if (status === 404) return `the hub has no ${path} in ${repository} at revision "${revision}"`
  return undefined
}
