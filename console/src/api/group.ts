import { useSyncExternalStore } from 'react'

/**
 * The resource group that everything on the screen is about. It is part of every address (`?group=`), written by the root route; here it
 * is kept for calls, which are not components.
 */
export const useGroup = (): string => useSyncExternalStore(subscribe, currentGroup)

export const currentGroup = (): string => group

export function setGroup(next: string): void {
  if (next === group) return
  group = next
  localStorage.setItem(key, next)
  for (const tell of listeners) tell()
}

const key = 'lectern.group'
let group = localStorage.getItem(key) ?? 'default'
const listeners = new Set<() => void>()
const subscribe = (tell: () => void) => {
  listeners.add(tell)
  return () => listeners.delete(tell)
}
