import type { IncomingHttpHeaders } from 'node:http'

/** The resource group a caller names, in any dialect. */
export function groupIn(headers: IncomingHttpHeaders): string | null {
  const group = headers['ai-resource-group']
  return typeof group === 'string' && group !== '' ? group : null
}

/** A path segment as text. What is badly encoded names nothing: it stays as written, for the 404 to show. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
