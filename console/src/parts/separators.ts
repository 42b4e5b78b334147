import { useLanguage } from '../words/words.ts'

/** How numbers are written in fields: to be spread over a `NumberInput`. */
export const useSeparators = (): { readonly decimalSeparator: ',' | '.'; readonly thousandSeparator: ',' | '.' } =>
  useLanguage() === 'de' ? { decimalSeparator: ',', thousandSeparator: '.' } : { decimalSeparator: '.', thousandSeparator: ',' }
