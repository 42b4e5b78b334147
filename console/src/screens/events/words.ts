import { makeWords } from '../../words/words.ts'

export const useWords = makeWords({
  en: {
    title: 'Events',
    description: 'What somebody may want to know: retirements near, upgrades, budgets, unusual use. The last 30 days.',
    search: 'Search events',
    severity: 'Severity',
    info: 'Information',
    warning: 'Warning',
    critical: 'Critical',
    kind: 'Kind',
    at: 'When',
    message: 'What',
    where: 'Where',
    installation: 'installation',
    emptyTitle: 'Nothing has happened',
    emptyText: 'Events are about what runs by itself. They can be sent to a webhook or by e-mail, too.',
    targets: 'Where events are sent',
    shown: (n: string, all: string) => (n === all ? `${all} events` : `${n} of ${all} events`),
  },
  de: {
    title: 'Ereignisse',
    description:
      'Was jemand wissen möchte: nahe Abschaltungen, Aktualisierungen, Budgets, ungewöhnliche Nutzung. Die letzten 30 Tage.',
    search: 'Ereignisse durchsuchen',
    severity: 'Dringlichkeit',
    info: 'Hinweis',
    warning: 'Warnung',
    critical: 'Dringend',
    kind: 'Art',
    at: 'Wann',
    message: 'Was',
    where: 'Wo',
    installation: 'Installation',
    emptyTitle: 'Nichts geschehen',
    emptyText:
      'Ereignisse berichten von dem, was von selbst läuft. Sie lassen sich auch an einen Webhook oder per E-Mail schicken.',
    targets: 'Wohin Ereignisse gehen',
    shown: (n: string, all: string) => (n === all ? `${all} Ereignisse` : `${n} von ${all} Ereignissen`),
  },
})
