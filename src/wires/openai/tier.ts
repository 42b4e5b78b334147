import { Buffer } from 'node:buffer'
import { valueStart } from '../json-tail.ts'

const member = Buffer.from('"service_tier"')
const priority = Buffer.from('"priority"')
const quote = 0x22

/**
 * The tier that an answer says it was worked on by; null: it says none. An answer may repeat words of its caller's under the same name
 * (`metadata`): the dearer one counts.
 */
export function tierIn(bytes: Buffer): 'priority' | 'default' | null {
  let found: 'default' | null = null
  for (let at = bytes.indexOf(member); at !== -1; at = bytes.indexOf(member, at + member.length)) {
    const start = valueStart(bytes, at + member.length)
    if (start === -1 || bytes[start] !== quote) continue
    if (bytes.subarray(start, start + priority.length).equals(priority)) return 'priority'
    found = 'default'
  }
  return found
}
