import { makeWords } from '../../../words/words.ts'

export const useCodeWords = makeWords({
  en: {
    title: 'View code',
    text: 'The call that would go out next, with the values that are set.',
    sap: 'Reads the service key from AICORE_SERVICE_KEY.',
    java: 'Reads the key from OPENAI_API_KEY unless it is given.',
    images: 'Images are shortened.',
  },
  de: {
    title: 'Code ansehen',
    text: 'Der Aufruf, der als nächster hinausginge, mit den gesetzten Werten.',
    sap: 'Liest den Service Key aus AICORE_SERVICE_KEY.',
    java: 'Liest den Schlüssel aus OPENAI_API_KEY, wenn keiner angegeben ist.',
    images: 'Bilder sind gekürzt.',
  },
})
