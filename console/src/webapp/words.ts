import { makeWords } from '../words/words.ts'

export const useWebappWords = makeWords({
  en: {
    anew: 'New conversation',
    notFound: 'There is no chat app here',
    notFoundText: 'It was closed, or you have no access to it. Ask whoever gave you the address.',
    note: 'Answers of a model may be wrong.',
  },
  de: {
    anew: 'Neues Gespräch',
    notFound: 'Hier ist keine Chat-App',
    notFoundText: 'Sie wurde geschlossen, oder Sie haben keinen Zugang. Fragen Sie, wer Ihnen die Adresse gegeben hat.',
    note: 'Antworten eines Modells können falsch sein.',
  },
})
