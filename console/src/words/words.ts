import { useSyncExternalStore } from 'react'

/** The languages of the console. Every screen's catalog has all of them, with the same keys: the compiler says what is missing. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

/** Texts, and functions that put values into texts (plurals are theirs to decide). */
type Catalog = { readonly [key: string]: string | ((...values: never[]) => string) | Catalog }
type Same<W> = {
  readonly [K in keyof W]: W[K] extends string
    ? string
    : W[K] extends (...values: infer V) => string
      ? (...values: V) => string
      : Same<W[K]>
}

/** A hook that answers the texts of one screen in the language that is set. */
export const makeWords =
  <W extends Catalog>(catalogs: { readonly en: W; readonly de: Same<W> }) =>
  (): Same<W> =>
    catalogs[useLanguage()] as Same<W>

export const useLanguage = (): Language => useSyncExternalStore(subscribe, currentLanguage)

export const currentLanguage = (): Language => current

/** Remembered in this browser; without a choice the browser's own first language counts. */
export function chooseLanguage(language: Language): void {
  current = language
  localStorage.setItem(key, language)
  document.documentElement.lang = language
  for (const tell of listeners) tell()
}

const key = 'lectern.language'
const listeners = new Set<() => void>()
const subscribe = (tell: () => void) => {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

const isLanguage = (text: string | null | undefined): text is Language => text !== null && text !== undefined && text in languages

let current: Language = (() => {
  const chosen = localStorage.getItem(key)
  if (isLanguage(chosen)) return chosen
  const own = navigator.language.slice(0, 2)
  return isLanguage(own) ? own : 'en'
})()
document.documentElement.lang = current
