import { SimpleGrid, Stack } from '@mantine/core'
import { CallIt } from './call-it.tsx'
import { Chain } from './chain.tsx'
import { Conditions } from './conditions.tsx'
import type { Details } from './data.ts'
import { Facts } from './facts.tsx'

/** What it is, how it is called, and what it is made of. */
export function Overview({ deployment }: { readonly deployment: Details }) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Facts deployment={deployment} />
        <Stack style={{ minWidth: 0 }}>
          <CallIt deployment={deployment} />
          <Conditions deployment={deployment} />
        </Stack>
      </SimpleGrid>
      <Chain deployment={deployment} />
    </>
  )
}
