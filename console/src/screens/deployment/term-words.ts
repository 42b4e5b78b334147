import { makeWords } from '../../words/words.ts'

/** How a deployment is hosted, admitted, billed and kept up to date, in words. */
export const useTermWords = makeWords({
  en: {
    types: {
      standard: 'Standard: by tokens, with capacity from a pool',
      serverless: 'Serverless: by tokens, no pool',
      provisioned: 'Provisioned: by reserved throughput units',
      'managed-compute': 'Managed compute: by instance time',
      batch: 'Batch: by tokens, at half the price',
      developer: 'Developer: by tokens, gone after a day',
    },
    residencies: {
      global: 'Global: worked on anywhere',
      'data-zone': 'Data zone: stays in the zone of its provider',
      regional: 'Regional: stays in the region of its provider',
    },
    capacity: (type: string, n: string) =>
      type === 'standard'
        ? `${n} thousand tokens a minute`
        : type === 'provisioned'
          ? `${n} throughput units`
          : type === 'batch'
            ? `${n} thousand input tokens that may wait`
            : `${n} instances`,
    policies: {
      OnceNewDefaultVersionAvailable: 'Moves on as soon as there is a new default version',
      OnceCurrentVersionExpired: 'Moves on when the version retires',
      NoAutoUpgrade: 'Never moves on by itself',
    },
    noPolicy: 'As its configuration says',
  },
  de: {
    types: {
      standard: 'Standard: nach Tokens, mit Kapazität aus einem Pool',
      serverless: 'Serverless: nach Tokens, ohne Pool',
      provisioned: 'Provisioned: nach reservierten Durchsatzeinheiten',
      'managed-compute': 'Managed Compute: nach Laufzeit der Instanzen',
      batch: 'Batch: nach Tokens, zum halben Preis',
      developer: 'Developer: nach Tokens, nach einem Tag weg',
    },
    residencies: {
      global: 'Global: wird irgendwo bearbeitet',
      'data-zone': 'Datenzone: bleibt in der Zone des Anbieters',
      regional: 'Regional: bleibt in der Region des Anbieters',
    },
    capacity: (type: string, n: string) =>
      type === 'standard'
        ? `${n} Tausend Tokens pro Minute`
        : type === 'provisioned'
          ? `${n} Durchsatzeinheiten`
          : type === 'batch'
            ? `${n} Tausend Eingabe-Tokens, die warten dürfen`
            : `${n} Instanzen`,
    policies: {
      OnceNewDefaultVersionAvailable: 'Wechselt, sobald es eine neue Standardversion gibt',
      OnceCurrentVersionExpired: 'Wechselt, wenn die Version abgeschaltet wird',
      NoAutoUpgrade: 'Wechselt nie von selbst',
    },
    noPolicy: 'Wie die Konfiguration sagt',
  },
})
