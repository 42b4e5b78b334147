import { makeWords } from '../../words/words.ts'

export const useEditWords = makeWords({
  en: {
    title: (name: string) => `Edit ${name}`,
    text: 'Name, id and address stay; what serves goes on until what is new is ready.',
    back: 'Back to the deployment',
    save: 'Save changes',
    saved: (name: string) => `${name} is being changed`,
    changes: 'Changes',
    now: 'Now',
    afterwards: 'After saving',
    note: 'Note',
    noteText: 'Kept in the history with the version that this makes',
    nothing: 'Nothing has been changed yet.',
    rolling: 'Rolling restart',
    rollingText: 'A new configuration: its instances come up beside those that serve, which go once the new ones are ready.',
    canary: (share: string) => `Canary at ${share}`,
    noRestart: 'No restart',
    noRestartText: 'It holds for the next call; no instance is started again.',
    fields: (fields: string) => `Changes ${fields}.`,
    fixed: (field: string) => `${field} cannot be changed here: put it back as it was.`,
    targets:
      'Several configurations answer for this deployment. They are changed on its own page; everything else can be changed here.',
  },
  de: {
    title: (name: string) => `${name} bearbeiten`,
    text: 'Name, Id und Adresse bleiben; was bedient, läuft weiter, bis das Neue bereit ist.',
    back: 'Zurück zum Deployment',
    save: 'Änderungen speichern',
    saved: (name: string) => `${name} wird geändert`,
    changes: 'Änderungen',
    now: 'Jetzt',
    afterwards: 'Nach dem Speichern',
    note: 'Notiz',
    noteText: 'Bleibt im Verlauf bei der Version, die so entsteht',
    nothing: 'Es ist noch nichts geändert.',
    rolling: 'Rollierender Neustart',
    rollingText:
      'Eine neue Konfiguration: Ihre Instanzen starten neben denen, die bedienen; diese gehen, sobald die neuen bereit sind.',
    canary: (share: string) => `Canary mit ${share}`,
    noRestart: 'Kein Neustart',
    noRestartText: 'Es gilt ab dem nächsten Aufruf; keine Instanz startet neu.',
    fields: (fields: string) => `Ändert ${fields}.`,
    fixed: (field: string) => `${field} lässt sich hier nicht ändern: Stellen Sie es wieder her.`,
    targets:
      'Für dieses Deployment antworten mehrere Konfigurationen. Sie werden auf seiner eigenen Seite geändert; alles andere lässt sich hier ändern.',
  },
})
