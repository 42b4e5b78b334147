import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Role, useMay } from '../api/session.ts'
import { useCommonWords } from '../words/common.ts'

/**
 * Controls that take a role. Who lacks it finds them disabled, with the reason beside them for mouse, keyboard and those who hear the
 * page. `children` get whether they may be used.
 */
export function Guarded({ least, children }: { readonly least: Role; readonly children: (may: boolean) => ReactNode }) {
  const words = useCommonWords()
  const may = useMay(least)
  if (may) return children(true)
  const reason = words.noPermissionText(least)
  return (
    <Tooltip label={reason} events={{ hover: true, focus: true, touch: true }} multiline maw={320}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reason must be reachable by key */}
      <span role="group" aria-label={reason} tabIndex={0} style={{ display: 'inline-flex', flexWrap: 'wrap', gap: 8 }}>
        {children(false)}
      </span>
    </Tooltip>
  )
}
