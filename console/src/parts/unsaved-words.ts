import { makeWords } from '../words/words.ts'

export const useUnsavedWords = makeWords({
  en: {
    title: 'Leave without saving?',
    text: 'What you changed here has not been saved, and is gone once you leave.',
    stay: 'Keep editing',
    discard: 'Discard',
  },
  de: {
    title: 'Ohne Speichern verlassen?',
    text: 'Ihre Änderungen hier sind nicht gespeichert und gehen verloren, wenn Sie die Seite verlassen.',
    stay: 'Weiter bearbeiten',
    discard: 'Verwerfen',
  },
})
