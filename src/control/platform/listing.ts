/** `a, b, c and 12 more`: allowed values in a message, bounded so that a long list stays readable. */
export const listing = (values: readonly string[], most = 20): string => {
  if (values.length === 0) return 'none'
  const shown = values.slice(0, most).join(', ')
  return values.length > most ? `${shown} and ${values.length - most} more` : shown
}

/** What is quoted from a request in a message. */
export const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text)
