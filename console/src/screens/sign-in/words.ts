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
  },
  de: {
    title: 'Bei Lectern anmelden',
    name: 'Name',
    password: 'Passwort',
    signIn: 'Anmelden',
    with: (label: string) => `Mit ${label} anmelden`,
    link: 'Auf der Maschine, auf der Lectern läuft, gibt `lectern open` einen Anmelde-Link aus, der einmal gilt.',
    or: 'oder',
  },
})
