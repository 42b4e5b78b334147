import { useSyncExternalStore } from 'react'
import { type Conversation, isOpen, type Turn } from './types.ts'

/** A conversation that lives as long as the tab: it survives a reload, and nobody else ever sees it. */
export type Kept = {
  read(): Conversation
  change(next: (before: Conversation) => Conversation): void
  subscribe(tell: () => void): () => void
}

/** The same object for the same key. */
export function keptConversation(key: string): Kept {
  const known = all.get(key)
  if (known) return known
  const made = keep(`lectern.chat.${key}`)
  all.set(key, made)
  return made
}

export const useConversation = (kept: Kept): Conversation => useSyncExternalStore(kept.subscribe, kept.read)

export const nothingSaid: Conversation = { system: '', parameters: {}, lanes: {} }

export const turnsOf = (conversation: Conversation, lane: string): readonly Turn[] => conversation.lanes[lane] ?? none

/** What a file or the tab's storage holds, as far as it is one of ours; null: it is none. */
export function readConversation(text: string): Conversation | null {
  try {
    const { system, parameters, lanes } = JSON.parse(text) as Partial<Conversation>
    if (typeof system !== 'string' || typeof parameters !== 'object' || typeof lanes !== 'object' || !lanes) return null
    if (!Object.values(lanes).every((turns) => Array.isArray(turns) && turns.every(isTurn))) return null
    const ended = Object.entries(lanes).map(([lane, turns]) => [lane, turns.map(endedTurn)] as const)
    return { system, parameters: parameters ?? {}, lanes: Object.fromEntries(ended) }
  } catch {
    return null
  }
}

const none: readonly Turn[] = []
const all = new Map<string, Kept>()

const isTurn = (turn: unknown): boolean => {
  const { kind, id, text } = (turn ?? {}) as Partial<Turn>
  return (kind === 'user' || kind === 'answer' || kind === 'tool') && typeof id === 'string' && typeof text === 'string'
}

/** Nothing comes any more of an answer that was on its way when the page was left. */
const endedTurn = (turn: Turn): Turn => (turn.kind === 'answer' && isOpen(turn) ? { ...turn, state: 'stopped' } : turn)

function keep(key: string): Kept {
  let now = readConversation(sessionStorage.getItem(key) ?? '') ?? nothingSaid
  let due = false
  const listeners = new Set<() => void>()
  const write = (): void => {
    due = false
    try {
      sessionStorage.setItem(key, JSON.stringify(now))
    } catch {
      // Pictures may be more than a tab may keep; the conversation goes on without.
    }
  }
  window.addEventListener('pagehide', write)
  return {
    read: () => now,
    change(next) {
      now = next(now)
      for (const tell of listeners) tell()
      if (due) return
      due = true
      setTimeout(write, 300)
    },
    subscribe(tell) {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
  }
}
