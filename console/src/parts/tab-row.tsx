import { Tabs, type TabsListProps } from '@mantine/core'
import { useEffect, useRef } from 'react'
import classes from './tab-row.module.css'

/** The tabs of a screen in one row: where they do not fit, it is pulled sideways. `active`: which one is kept in sight. */
export function TabRow({ active, ...props }: TabsListProps & { readonly active?: string | undefined }) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const list = row.current
    const tab = list?.querySelector<HTMLElement>(active === undefined ? '[role=tab]' : '[aria-selected=true]')
    if (list && tab) list.scrollLeft = tab.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2
  }, [active])
  return <Tabs.List ref={row} className={classes['row'] ?? ''} {...props} />
}
