import { makeWords } from '../../words/words.ts'

export const useWords = makeWords({
  en: {
    title: 'Sign in to Lectern',
    name: 'Name',
    password: 'Password',
    signIn: 'Sign in',
    with: (label: string) => `Sign in with ${label}`,
    link: 'On the machine where Lectern runs, `lectern open` prints a sign-in link that is good once.',
    or: 'or',
    wrong: 'Name or password is wrong.',
    tooMany: 'Too many tries. Wait some minutes before the next one.',
  },
  de: {
    title: 'Bei Lectern anmelden',
    name: 'Name',
    password: 'Passwort',
    signIn: 'Anmelden',
    with: (label: string) => `Mit ${label} anmelden`,
    link: 'Auf der Maschine, auf der Lectern läuft, gibt `lectern open` einen Anmelde-Link aus, der einmal gilt.',
    or: 'oder',
    wrong: 'Name oder Passwort ist falsch.',
    tooMany: 'Zu viele Versuche. Warten Sie einige Minuten bis zum nächsten.',
  },
})
