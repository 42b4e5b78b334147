import cronstrue from 'cronstrue'
import 'cronstrue/locales/de'
import type { Language } from '../../words/words.ts'

/** "At 06:55, Monday through Friday"; what is no such text comes back as it is, and the server says what is wrong with it. */
export function cronText(cron: string, language: Language): string {
  try {
    return cronstrue.toString(cron, { locale: language, use24HourTimeFormat: true, verbose: false })
  } catch {
    return cron
  }
}
