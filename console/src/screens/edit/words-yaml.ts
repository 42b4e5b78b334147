import { makeWords } from '../../words/words.ts'
import type { DocumentWords } from './read-document.ts'

const en = {
  noMap: 'one document of keys and values is wanted',
  kind: 'must be kind: Deployment',
  unknown: (field: string, known: string) => `there is no field "${field}"; there are ${known}`,
  missing: (field: string) => `${field} is missing`,
  map: (field: string) => `${field} must be a map of keys and values`,
  text: (field: string) => `${field} must be text`,
  name: (name: string) => `the name stays ${name}`,
  group: (group: string) => `it goes to ${group}: choose another resource group at the top`,
} satisfies DocumentWords

export const useYamlWords = makeWords({
  en: {
    text: 'The same draft as a document. Keep it in a repository and send it with lectern apply -f.',
    document: 'Deployment document',
    beside: 'Batching and logging are set beside the document.',
    troubles: en,
  },
  de: {
    text: 'Derselbe Entwurf als Dokument. Legen Sie es in ein Repository und schicken Sie es mit lectern apply -f.',
    document: 'Dokument des Deployments',
    beside: 'Stapelung und Protokoll werden neben dem Dokument gesetzt.',
    troubles: {
      noMap: 'verlangt ist ein Dokument aus Schlüsseln und Werten',
      kind: 'verlangt ist kind: Deployment',
      unknown: (field: string, known: string) => `es gibt kein Feld „${field}“; es gibt ${known}`,
      missing: (field: string) => `${field} fehlt`,
      map: (field: string) => `${field} muss aus Schlüsseln und Werten bestehen`,
      text: (field: string) => `${field} muss ein Text sein`,
      name: (name: string) => `der Name bleibt ${name}`,
      group: (group: string) => `es kommt nach ${group}: wählen Sie oben eine andere Ressourcengruppe`,
    },
  },
})
