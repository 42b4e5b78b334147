import {
  Alert,
  Button,
  Center,
  Code,
  Divider,
  Group,
  Image,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useEffect, useState } from 'react'
import { Problem } from '../../api/problem.ts'
import { type SignInMethods, signIn } from '../../api/session.ts'
import { basePath } from '../../app/place.ts'
import { useWords } from './words.ts'

/** Name and password, the installation's own identity provider, and how to get a link when there is neither. */
export function SignIn({ methods }: { readonly methods: SignInMethods }) {
  const words = useWords()
  const [trouble, setTrouble] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useForm({ initialValues: { name: '', password: '' } })
  useEffect(() => {
    document.title = `${words.signIn} · Lectern`
  }, [words])
  const submit = form.onSubmit(async ({ name, password }) => {
    setBusy(true)
    setTrouble(null)
    await signIn(name, password).catch((error: Error) => setTrouble(inWords(error)))
    setBusy(false)
  })
  // The server says more, but in English, and no more than this to whom it does not know.
  const inWords = (error: Error): string =>
    error instanceof Problem && error.status === 401
      ? words.wrong
      : error instanceof Problem && error.status === 429
        ? words.tooMany
        : error.message
  const [before, command, after] = words.link.split('`')
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" w="100%" maw={400}>
        <Stack>
          <Group gap="sm">
            <Image src="./lectern.svg" alt="" w={32} h={32} />
            <Title order={1} size="h2">
              {words.title}
            </Title>
          </Group>
          {trouble && (
            <Alert color="red" variant="outline" role="alert">
              {trouble}
            </Alert>
          )}
          {methods.password && (
            <form onSubmit={submit}>
              <Stack gap="sm">
                <TextInput label={words.name} autoComplete="username" required autoFocus {...form.getInputProps('name')} />
                <PasswordInput
                  label={words.password}
                  autoComplete="current-password"
                  required
                  {...form.getInputProps('password')}
                />
                <Button type="submit" loading={busy}>
                  {words.signIn}
                </Button>
              </Stack>
            </form>
          )}
          {methods.password && methods.oidc && <Divider label={words.or} />}
          {methods.oidc && (
            <Button component="a" href={`${methods.oidc.url}?to=${encodeURIComponent(here())}`} variant="default">
              {words.with(methods.oidc.label)}
            </Button>
          )}
          <Text size="sm" c="dimmed">
            {before}
            <Code style={{ whiteSpace: 'nowrap' }}>{command}</Code>
            {after}
          </Text>
        </Stack>
      </Paper>
    </Center>
  )
}

/** Where somebody wanted to go, from the console's own address; home, where the server would not send anybody back there. */
function here(): string {
  const path = location.pathname.slice(basePath.length + 1) + location.search
  return /^(?!.*(\/\/|\.\.))[\w.~/?=&%+,@!-]{0,1000}$/.test(path) ? path : ''
}
