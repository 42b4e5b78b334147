import { Center, Loader } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { follow } from '../api/live.ts'
import { askSession, useSession } from '../api/session.ts'
import { SignIn } from '../screens/sign-in/sign-in.tsx'
import { Offline } from './offline.tsx'
import { queries } from './queries.ts'

/** Lets through who is signed in; everybody else gets the sign-in, and comes out where they wanted to go. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const session = useSession()
  const personId = session.kind === 'signedIn' ? session.person.id : null
  useEffect(() => {
    if (personId === null) return
    const end = new AbortController()
    void follow(queries, end.signal)
    return () => {
      end.abort()
      queries.clear()
    }
  }, [personId])
  useEffect(() => {
    if (session.kind !== 'unreachable') return
    const again = setInterval(() => void askSession(), 3_000)
    return () => clearInterval(again)
  }, [session.kind])
  switch (session.kind) {
    case 'asking':
      return (
        <Center h="100vh">
          <Loader aria-label="Lectern" />
        </Center>
      )
    case 'unreachable':
      return <Offline />
    case 'signedOut':
      return <SignIn methods={session.methods} />
    case 'signedIn':
      return children
  }
}
