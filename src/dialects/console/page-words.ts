import type { FailureCode } from '../../domain/failure.ts'

export type Language = 'en' | 'de'

type Words = {
  readonly signIn: { readonly title: string; readonly button: string }
  readonly refused: { readonly [code in FailureCode]?: string } & { readonly other: string }
  /** In place of what the server says, which is English. */
  readonly linkOver: string
  readonly toConsole: string
}

export const words: Readonly<Record<Language, Words>> = {
  en: {
    signIn: { title: 'Sign in to Lectern', button: 'Sign in' },
    refused: {
      gone: 'This link works no more',
      invalid: 'This sign-in does not go on',
      unauthenticated: 'You are not signed in',
      forbidden: 'You do not get in',
      limited: 'Too many tries',
      not_found: 'There is nothing here',
      unavailable: 'This does not work at the moment',
      other: 'That did not work',
    },
    linkOver: 'It was used already, or is too old. "lectern open" makes a new one.',
    toConsole: 'To the console',
  },
  de: {
    signIn: { title: 'Bei Lectern anmelden', button: 'Anmelden' },
    refused: {
      gone: 'Dieser Link gilt nicht mehr',
      invalid: 'Diese Anmeldung geht nicht weiter',
      unauthenticated: 'Sie sind nicht angemeldet',
      forbidden: 'Kein Zugang',
      limited: 'Zu viele Versuche',
      not_found: 'Hier ist nichts',
      unavailable: 'Das geht im Augenblick nicht',
      other: 'Das hat nicht geklappt',
    },
    linkOver: 'Er wurde schon benutzt oder ist zu alt. Einen neuen macht "lectern open".',
    toConsole: 'Zur Konsole',
  },
}

/** The one of ours that is asked for most; English where none is. */
export const languageOf = (header: string | undefined): Language => {
  const asked = (header ?? '').split(',').map((each) => {
    const [tag = '', ...parameters] = each.trim().toLowerCase().split(';')
    const weight = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find((text) => text !== undefined)
    return { language: tag.split('-')[0], weight: Number(weight ?? 1) }
  })
  const known = asked.filter((each): each is { language: Language; weight: number } => Object.hasOwn(words, each.language ?? ''))
  return known.toSorted((a, b) => b.weight - a.weight)[0]?.language ?? 'en'
}
