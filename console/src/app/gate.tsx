import { Center, Loader } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { follow } from '../api/live.ts'
import { askSession, useSession } from '../api/session.ts'
import { Offline } from './offline.tsx'
import { queries } from './queries.ts'

/** Most who come are signed in already. */
const SignIn = lazy(() => import('../screens/sign-in/sign-in.tsx').then((module) => ({ default: module.SignIn })))

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
      return <Waiting />
    case 'unreachable':
      return <Offline />
    case 'signedOut':
      return (
        <Suspense fallback={<Waiting />}>
          <SignIn methods={session.methods} />
        </Suspense>
      )
    case 'signedIn':
      return children
  }
}

function Waiting() {
  return (
    <Center h="100vh">
      <Loader aria-label="Lectern" />
    </Center>
  )
}
