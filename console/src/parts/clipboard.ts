import { useEffect, useRef, useState } from 'react'

/** Puts text on the clipboard; false where the browser refuses. */
export async function toClipboard(text: string): Promise<boolean> {
  // A page that came without TLS from another machine is given no clipboard; there a selection is copied, as pages used to.
  if (!navigator.clipboard) return bySelection(text)
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => bySelection(text),
  )
}

/** How long it is shown that something was copied. */
export const copiedMs = 1_500

/** Copies, and knows for a moment that it did. */
export function useCopy(): { readonly copied: boolean; readonly copy: (text: string) => Promise<void> } {
  const [copied, setCopied] = useState(false)
  const timer = useRef(0)
  useEffect(() => () => window.clearTimeout(timer.current), [])
  return {
    copied,
    async copy(text) {
      if (!(await toClipboard(text))) return
      window.clearTimeout(timer.current)
      setCopied(true)
      timer.current = window.setTimeout(() => setCopied(false), copiedMs)
    },
  }
}

function bySelection(text: string): boolean {
  const focused = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return done
}
