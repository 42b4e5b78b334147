import { Button, Tooltip } from '@mantine/core'
import { IconMessages, IconRocket } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMay } from '../../api/session.ts'
import { type Entry, runningOf } from './entries.ts'
import { useWords } from './words.ts'

/** The form for a new deployment of it. Without a connection there is nothing to deploy it by. */
export function DeployButton({ entry, small = false }: { readonly entry: Entry; readonly small?: boolean }) {
  const words = useWords()
  const may = useMay('operator')
  const not =
    entry.offers.length === 0 ? words.notConnected : entry.stage === 'Retired' ? words.ended : may ? null : words.notYourRole
  return (
    <Tooltip label={not} disabled={not === null}>
      <Button
        {...(not === null
          ? {
              renderRoot: (props: object) => (
                <Link
                  to="/deployments/new"
                  search={{ model: entry.model.model, executable: entry.model.executableId }}
                  {...props}
                />
              ),
            }
          : { 'data-disabled': true, 'aria-disabled': true })}
        size={small ? 'compact-sm' : 'sm'}
        variant={small ? 'default' : 'filled'}
        leftSection={<IconRocket size={15} />}
      >
        {words.deploy}
      </Button>
    </Tooltip>
  )
}

/** The playground with a running deployment of it. */
export function TryButton({ entry, small = false }: { readonly entry: Entry; readonly small?: boolean }) {
  const words = useWords()
  const running = runningOf(entry)
  if (!running && small) return null
  return (
    <Tooltip label={words.notRunning} disabled={running !== undefined}>
      <Button
        {...(running
          ? {
              renderRoot: (props: object) => <Link to="/playground" search={{ deployment: running.name }} {...props} />,
            }
          : { 'data-disabled': true, 'aria-disabled': true })}
        size={small ? 'compact-sm' : 'sm'}
        variant="default"
        leftSection={<IconMessages size={15} />}
      >
        {words.try}
      </Button>
    </Tooltip>
  )
}
