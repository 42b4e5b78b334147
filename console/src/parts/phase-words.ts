import { makeWords } from '../words/words.ts'

/** What an instance is doing, in the words of `/v2/lm/deployments/{id}/instances`. */
export type Phase = 'pending' | 'installing' | 'pulling' | 'loading' | 'running' | 'stopping' | 'failed'

export const phaseLooks: Readonly<Record<Phase, { readonly color: string; readonly fill: number }>> = {
  pending: { color: 'var(--lectern-off)', fill: 0.12 },
  installing: { color: 'var(--lectern-warning)', fill: 0.25 },
  pulling: { color: 'var(--lectern-warning)', fill: 0.55 },
  loading: { color: 'var(--lectern-busy)', fill: 0.55 },
  running: { color: 'var(--lectern-ok)', fill: 0.85 },
  stopping: { color: 'var(--lectern-off)', fill: 0.55 },
  failed: { color: 'var(--lectern-failed)', fill: 0.9 },
}

export const usePhaseWords = makeWords({
  en: {
    pending: 'Pending',
    installing: 'Installing',
    pulling: 'Pulling',
    loading: 'Loading',
    running: 'Running',
    stopping: 'Stopping',
    failed: 'Failed',
    instance: 'Instance',
    phase: 'Phase',
    began: 'Began',
    took: 'Took',
  },
  de: {
    pending: 'Wartet',
    installing: 'Installiert',
    pulling: 'Lädt herunter',
    loading: 'Lädt',
    running: 'Läuft',
    stopping: 'Stoppt',
    failed: 'Fehlgeschlagen',
    instance: 'Instanz',
    phase: 'Phase',
    began: 'Begann',
    took: 'Dauer',
  },
})
