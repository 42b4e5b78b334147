import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Page } from '../parts/page.tsx'
import { useCommonWords } from '../words/common.ts'
import { useNavigationWords } from './navigation.ts'

/** An address that no screen has. */
export function NoSuchPage() {
  const words = useCommonWords()
  const names = useNavigationWords()
  return (
    <Page title={words.notFound} description={words.notFoundText}>
      <div>
        <Button variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
          {names.home}
        </Button>
      </div>
    </Page>
  )
}
