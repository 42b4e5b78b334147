import { makeWords } from '../../words/words.ts'

export const useScalingWords = makeWords({
  en: {
    elsewhere: 'It has no instances here',
    elsewhereText:
      'Its model runs at a provider, which scales it. How much may be called is a matter of capacity, under Settings.',
    now: 'Instances now',
    noInstance: 'There is none at the moment.',
    instance: 'Instance',
    phase: 'Phase',
    since: 'Since',
    cpu: 'CPU',
    cores: (n: string) => `${n} cores`,
    memory: 'Memory',
    restarts: 'Failed in the last hour',
    components: { predictor: 'Predictor', transformer: 'Transformer' },
    notYet: 'to come',
    timeline: 'What instances did',
    policy: (component: string) => `${component}: how many instances`,
    savedPolicy: 'Saved; nothing is restarted for it',
  },
  de: {
    elsewhere: 'Es hat hier keine Instanzen',
    elsewhereText:
      'Sein Modell läuft bei einem Anbieter, der es skaliert. Wie viel aufgerufen werden darf, ist eine Frage der Kapazität, unter Einstellungen.',
    now: 'Instanzen jetzt',
    noInstance: 'Im Moment gibt es keine.',
    instance: 'Instanz',
    phase: 'Phase',
    since: 'Seit',
    cpu: 'CPU',
    cores: (n: string) => `${n} Kerne`,
    memory: 'Speicher',
    restarts: 'Ausfälle der letzten Stunde',
    components: { predictor: 'Predictor', transformer: 'Transformer' },
    notYet: 'kommt',
    timeline: 'Was Instanzen taten',
    policy: (component: string) => `${component}: wie viele Instanzen`,
    savedPolicy: 'Gespeichert; dafür wird nichts neu gestartet',
  },
})
