import { makeWords } from '../../words/words.ts'
import type { SettledPolicy } from './policy.ts'

export const usePolicyWords = makeWords({
  en: {
    sentence: (policy: SettledPolicy): string => {
      const { minInstances: least, maxInstances: most, metric, target, utilization, stableWindowSeconds } = policy
      if (least === most) return least === 1 ? 'One instance, always.' : `${least} instances, always.`
      const bounds = least === 0 ? `None while nobody calls, at most ${most}.` : `At least ${least}, at most ${most} instances.`
      const load = metric === 'rps' ? 'calls a second' : 'calls at one time'
      const carried = target === null ? 'what one instance is meant to carry' : `${target}`
      const percent = Math.round(utilization * 100)
      return `${bounds} Another one starts when each has more than ${percent} % of ${carried} (${load}), averaged over ${stableWindowSeconds} s.`
    },
    scheduled: (when: string, zone: string, least: number, most: number) => `${when} (${zone}): ${least} to ${most} instances.`,
    usual: 'usual',
    asElse: 'as else',
    metric: 'What counts',
    metrics: { concurrency: 'Calls at one time', rps: 'Calls a second' },
    more: 'Windows, bursts and queue',
    fields: {
      minInstances: 'At least',
      maxInstances: 'At most',
      target: 'Target',
      utilization: 'Utilization',
      stableWindowSeconds: 'Window (s)',
      panicWindowPercentage: 'Burst window (%)',
      panicThresholdPercentage: 'Burst threshold (%)',
      scaleDownDelaySeconds: 'Delay before one goes (s)',
      scaleToZeroRetentionSeconds: 'Last one stays (s)',
      queueDepth: 'Calls that may wait',
    },
    hints: {
      minInstances: '0: none while idle',
      maxInstances: 'Up to 1,000',
      target: 'What one carries',
      utilization: 'Share, 0 to 1',
      stableWindowSeconds: 'Load is averaged over so long',
      panicWindowPercentage: 'Part of the window in which bursts are looked for',
      panicThresholdPercentage: 'A burst beyond this is answered at once',
      scaleDownDelaySeconds: 'Load must be lower for so long',
      scaleToZeroRetentionSeconds: 'Beyond the window, when nobody calls',
      queueDepth: 'While all places are taken',
    },
    schedules: 'Other bounds by the clock',
    addSchedule: 'Add a schedule',
    schedule: (n: number) => `Schedule ${n}`,
    removeSchedule: (n: number) => `Remove schedule ${n}`,
    cron: 'From (cron)',
    cronOrder: 'minute hour day month weekday',
    timezone: 'Time zone',
  },
  de: {
    sentence: (policy: SettledPolicy): string => {
      const { minInstances: least, maxInstances: most, metric, target, utilization, stableWindowSeconds } = policy
      if (least === most) return least === 1 ? 'Immer eine Instanz.' : `Immer ${least} Instanzen.`
      const bounds =
        least === 0 ? `Keine, solange niemand aufruft, höchstens ${most}.` : `Mindestens ${least}, höchstens ${most} Instanzen.`
      const load = metric === 'rps' ? 'Aufrufe pro Sekunde' : 'gleichzeitige Aufrufe'
      const carried = target === null ? 'dessen, was eine Instanz tragen soll,' : `von ${target}`
      const percent = Math.round(utilization * 100)
      return `${bounds} Eine weitere startet, wenn jede mehr als ${percent} % ${carried} hat (${load}), gemittelt über ${stableWindowSeconds} s.`
    },
    scheduled: (when: string, zone: string, least: number, most: number) => `${when} (${zone}): ${least} bis ${most} Instanzen.`,
    usual: 'üblich',
    asElse: 'wie sonst',
    metric: 'Was zählt',
    metrics: { concurrency: 'Gleichzeitige Aufrufe', rps: 'Aufrufe pro Sekunde' },
    more: 'Fenster, Stöße und Warteschlange',
    fields: {
      minInstances: 'Mindestens',
      maxInstances: 'Höchstens',
      target: 'Ziel',
      utilization: 'Auslastung',
      stableWindowSeconds: 'Fenster (s)',
      panicWindowPercentage: 'Fenster für Stöße (%)',
      panicThresholdPercentage: 'Schwelle für Stöße (%)',
      scaleDownDelaySeconds: 'Frist, bevor eine geht (s)',
      scaleToZeroRetentionSeconds: 'Die letzte bleibt (s)',
      queueDepth: 'Aufrufe, die warten dürfen',
    },
    hints: {
      minInstances: '0: keine im Leerlauf',
      maxInstances: 'Bis zu 1.000',
      target: 'Was eine trägt',
      utilization: 'Anteil, 0 bis 1',
      stableWindowSeconds: 'So lange wird die Last gemittelt',
      panicWindowPercentage: 'Teil des Fensters, in dem Stöße gesucht werden',
      panicThresholdPercentage: 'Ein Stoß darüber wird sofort beantwortet',
      scaleDownDelaySeconds: 'So lange muss die Last niedriger sein',
      scaleToZeroRetentionSeconds: 'Über das Fenster hinaus, wenn niemand aufruft',
      queueDepth: 'Solange alle Plätze belegt sind',
    },
    schedules: 'Andere Grenzen nach der Uhr',
    addSchedule: 'Zeitplan hinzufügen',
    schedule: (n: number) => `Zeitplan ${n}`,
    removeSchedule: (n: number) => `Zeitplan ${n} entfernen`,
    cron: 'Ab (cron)',
    cronOrder: 'Minute Stunde Tag Monat Wochentag',
    timezone: 'Zeitzone',
  },
})
