import type { QueryClient } from '@tanstack/react-query'
import { createParser } from 'eventsource-parser'
import { useSyncExternalStore } from 'react'
import { call } from './client.ts'

/** `live`: changes arrive as they happen · `stale`: the line is broken, what is shown may be old. */
export type Liveness = 'connecting' | 'live' | 'stale'

export const useLiveness = (): Liveness => useSyncExternalStore(subscribe, () => liveness)

export type Change = { readonly kind: string; readonly id?: string; readonly resourceGroup?: string }

/**
 * Reads `/v2/lm/changes` until `signal` and has every query read again that shows what changed. After a broken line everything
 * is read again, as nobody knows what was missed.
 */
export async function follow(queries: QueryClient, signal: AbortSignal): Promise<void> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    try {
      const response = await call('/v2/lm/changes', { signal, headers: { accept: 'text/event-stream' } })
      if (!response.ok || !response.body) throw new Error(`changes answered ${response.status}`)
      const missed = liveness === 'stale'
      become('live')
      if (missed) void queries.invalidateQueries()
      tries = 0
      const parser = createParser({
        onEvent: ({ event, data }) => {
          if (event === 'change') heed(queries, JSON.parse(data) as Change)
        },
      })
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      for (;;) {
        const { value, done } = await reader.read()
        if (done) break
        parser.feed(value)
      }
    } catch {
      // Said by the badge; tried again below.
    }
    if (signal.aborted) return
    become('stale')
    await new Promise((resolve) => setTimeout(resolve, Math.min(15_000, 500 * 2 ** tries)))
  }
}

/** What is in addresses where it is not the kind itself. */
const wordsOf: Readonly<Record<string, readonly string[]>> = {
  keys: ['apiKeys', 'oauthClients', 'accountKeys'],
  groups: ['resourceGroups'],
  secrets: ['secrets', 'dockerRegistrySecrets', 'objectStoreSecrets'],
  plans: ['resourcePlans', 'resourcePlanQuotas'],
  templates: ['servingTemplates', 'repositories', 'applications'],
  notifications: ['notification-targets'],
  quotas: ['quotas', 'quota', 'pools'],
  models: ['models', 'catalog'],
}

/** Kinds are words of addresses: a query is concerned when its path has that word (`/v2/lm/deployments/{id}/versions`: deployments). */
function heed(queries: QueryClient, change: Change): void {
  void queries.invalidateQueries({
    predicate: ({ queryKey: [, path, init] }) => typeof path === 'string' && concerns(path, init, change),
  })
}

function concerns(path: string, init: unknown, { kind, id }: Change): boolean {
  const words = wordsOf[kind] ?? [kind]
  if (!path.split('/').some((part) => words.includes(part))) return false
  if (id === undefined) return true
  const named = JSON.stringify((init as { params?: { path?: unknown } } | undefined)?.params?.path ?? null)
  // A list, or that very thing.
  return named === 'null' || named.includes(JSON.stringify(id))
}

let liveness: Liveness = 'connecting'
const listeners = new Set<() => void>()
const subscribe = (tell: () => void) => {
  listeners.add(tell)
  return () => listeners.delete(tell)
}
function become(next: Liveness): void {
  if (next === liveness) return
  liveness = next
  for (const tell of listeners) tell()
}
