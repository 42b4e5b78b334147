import { makeWords } from '../words/words.ts'

/** What limits and budgets count. */
export const useScopeWords = makeWords({
  en: {
    everything: 'All calls',
    counts: 'Counts calls that match all of this; what is left out is any.',
    resourceGroup: 'Resource group',
    deployment: 'Deployment',
    model: 'Model',
    apiKey: 'API key',
    executable: 'Executable',
    any: 'any',
    modelHint: 'All its versions count together',
    apiKeyHint: 'Id of a key or of an OAuth client',
  },
  de: {
    everything: 'Alle Aufrufe',
    counts: 'Zählt Aufrufe, die zu allem hier passen; was frei bleibt, ist beliebig.',
    resourceGroup: 'Ressourcengruppe',
    deployment: 'Deployment',
    model: 'Modell',
    apiKey: 'API-Schlüssel',
    executable: 'Executable',
    any: 'beliebig',
    modelHint: 'Alle Versionen zählen zusammen',
    apiKeyHint: 'Id eines Schlüssels oder OAuth-Clients',
  },
})
