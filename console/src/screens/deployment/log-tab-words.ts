import { makeWords } from '../../words/words.ts'

export const useLogTabWords = makeWords({
  en: {
    label: (name: string) => `Log of ${name}`,
    predictor: 'predictor',
    transformer: 'transformer',
    instanceLabel: 'Instance',
    allInstances: 'All instances',
    instance: (component: string, id: string, phase: string) => `${component} ${id} · ${phase}`,
    endedInstance: (component: string, id: string) => `${component} ${id} · ended`,
    sinceLabel: 'How far back',
    since: { '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days', all: 'All there is' },
    previous: 'The run before',
    noPrevious: 'There was no run before this one, or its log is gone.',
    downloadAll: 'Download all',
    elsewhere: 'It has no instances here',
    elsewhereText: 'Its model runs at a provider, which keeps its logs. What was called, and how it ended, is under Requests.',
  },
  de: {
    label: (name: string) => `Log von ${name}`,
    predictor: 'Predictor',
    transformer: 'Transformer',
    instanceLabel: 'Instanz',
    allInstances: 'Alle Instanzen',
    instance: (component: string, id: string, phase: string) => `${component} ${id} · ${phase}`,
    endedInstance: (component: string, id: string) => `${component} ${id} · beendet`,
    sinceLabel: 'Wie weit zurück',
    since: { '1h': 'Letzte Stunde', '24h': 'Letzte 24 Stunden', '7d': 'Letzte 7 Tage', all: 'Alles, was da ist' },
    previous: 'Der Lauf davor',
    noPrevious: 'Vor diesem gab es keinen Lauf, oder sein Log ist weg.',
    downloadAll: 'Alles herunterladen',
    elsewhere: 'Es hat hier keine Instanzen',
    elsewhereText:
      'Sein Modell läuft bei einem Anbieter, der seine Logs selbst behält. Was aufgerufen wurde und wie es ausging, steht unter Aufrufe.',
  },
})
