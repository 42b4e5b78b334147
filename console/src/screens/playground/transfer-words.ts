import { makeWords } from '../../words/words.ts'

export const useTransferWords = makeWords({
  en: {
    download: 'Download the conversation',
    upload: 'Load a conversation',
    anew: 'Begin anew',
    notOurs: (name: string) => `${name} is no conversation from here`,
  },
  de: {
    download: 'Gespräch herunterladen',
    upload: 'Gespräch laden',
    anew: 'Neu beginnen',
    notOurs: (name: string) => `${name} ist kein Gespräch von hier`,
  },
})
