import { Page } from '../../parts/page.tsx'

export function Templates() {
  return <Page title="Templates">{null}</Page>
}
