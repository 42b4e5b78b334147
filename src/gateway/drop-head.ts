/**
 * Takes the text of a head that was sent out of a response's memory. Node keeps it as a tree of the pieces it was made of (2 KB, and
 * what they were cut from) to say that there was one; any text says that.
 */
export function dropHead(response: object): void {
  const held: { _header?: unknown; readonly _headerSent?: unknown } = response
  if (held._headerSent === true && typeof held._header === 'string') held._header = 'sent'
}
