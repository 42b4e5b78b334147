/** Unpredictable bytes; composition roots hand in `randomBytes`. */
export type Random = (bytes: number) => Uint8Array

const letters = 'abcdefghijklmnopqrstuvwxyz'
export const lowercase = `${letters}0123456789`
/** No `-` or `_`: a double click selects the whole text, and no shell or form takes a character for its own. */
export const alphanumeric = `${letters}${letters.toUpperCase()}0123456789`

/** 43 characters of 62 carry 256 bits. */
export const secretLength = 43

/** Text in which every character of the alphabet (at most 256) is equally likely. */
export const randomText = (random: Random, alphabet: string, length: number): string => {
  // Bytes beyond the last whole multiple are thrown away: taking them modulo would favour the first characters.
  const fair = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < length) {
    for (const byte of random(length)) {
      if (byte < fair && text.length < length) text += alphabet[byte % alphabet.length]
    }
  }
  return text
}
