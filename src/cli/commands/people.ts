import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Person, PersonEdit, SignInLink } from '../../client/people.ts'
import { askSecret, isAsked } from '../ask.ts'
import { exits } from '../exit-codes.ts'
import type { Shape } from '../output.ts'
import { secretText } from '../secret-text.ts'
import type { Session } from '../session.ts'
import { Trouble, UsageError } from '../world.ts'

export type PasswordOptions = { readonly passwordFile?: string; readonly passwordStdin?: boolean }
export type PersonOptions = PasswordOptions & {
  readonly role?: string
  readonly groups?: string
  readonly displayName?: string
}

const commaList = (text: string): '*' | string[] => (text === '*' ? '*' : text.split(',').map((each) => each.trim()))

const shape: Shape<Person> = {
  columns: {
    NAME: (each) => each.name,
    ROLE: (each) => each.role,
    GROUPS: (each) => (each.resourceGroups === '*' ? '*' : each.resourceGroups.join(',')),
    'SIGNS IN WITH': (each) => waysOf(each),
    'LAST SIGN-IN': (each) => each.lastSignInAt,
    CREATED: (each) => each.createdAt,
  },
  name: (each) => each.name,
}

const waysOf = ({ disabled, hasPassword, hasProvider }: Person): string =>
  disabled ? 'nothing: disabled' : [...(hasPassword ? ['password'] : []), ...(hasProvider ? ['provider'] : []), 'link'].join(', ')

export const list = async ({ client, output }: Session): Promise<void> => output.list(shape, await client.people.list())

export async function create(session: Session, name: string, options: PersonOptions): Promise<void> {
  const { client, output, say } = session
  const password = await passwordGiven(session, options)
  const made = await client.people.create({
    name,
    role: options.role ?? 'viewer',
    resourceGroups: commaList(options.groups ?? 'default'),
    ...(options.displayName === undefined ? {} : { displayName: options.displayName }),
    ...(password === null ? {} : { password }),
  })
  await output.one(shape, made)
  if (password === null)
    say(`no password yet: "lectern people password ${made.name}" sets one, "lectern people link ${made.name}" signs them in`)
}

export async function change(session: Session, name: string, options: PersonOptions): Promise<void> {
  const { role, groups, displayName } = options
  const edit: PersonEdit = {
    ...(role === undefined ? {} : { role }),
    ...(groups === undefined ? {} : { resourceGroups: commaList(groups) }),
    ...(displayName === undefined ? {} : { displayName }),
  }
  if (Object.keys(edit).length === 0) throw new UsageError('say what to change: --role, --groups or --display-name')
  await session.output.one(shape, await session.client.people.change((await find(session, name)).id, edit))
}

/** All sessions of theirs end with it. */
export async function password(session: Session, name: string, options: PasswordOptions): Promise<void> {
  const { id } = await find(session, name)
  const text = (await passwordGiven(session, options)) ?? (await passwordAsked(session, name))
  await session.client.people.change(id, { password: text })
  session.say(`password of ${name} set; they are signed out everywhere`)
}

export async function disable(session: Session, name: string, disabled: boolean): Promise<void> {
  await session.client.people.change((await find(session, name)).id, { disabled })
  session.say(disabled ? `${name} is disabled, and signed out everywhere` : `${name} is enabled`)
}

export async function signOut(session: Session, name: string): Promise<void> {
  const { ended } = await session.client.people.signOut((await find(session, name)).id)
  session.say(`${name} is signed out everywhere (sessions: ${ended})`)
}

export async function remove(session: Session, name: string): Promise<void> {
  await session.client.people.remove((await find(session, name)).id)
  session.say(`${name} removed`)
}

export const link = async (session: Session, name: string | undefined): Promise<void> =>
  showLink(session, await session.client.people.link(name))

/** The link is the only thing on standard output, unless a format is asked for that has names for things. */
export async function showLink({ output, world, say }: Session, made: SignInLink): Promise<void> {
  const { url, expiresAt, person } = made
  if (output.format === 'json' || output.format === 'yaml') return output.one({ columns: {}, name: () => url }, made)
  say(`signs ${person.name} in, once, until ${expiresAt}:`)
  world.stdout.write(`${url}\n`)
}

async function find({ client }: Session, name: string): Promise<Person> {
  const { resources } = await client.people.list()
  const found = resources.find((each) => each.name === name.toLowerCase() || each.id === name)
  if (found) return found
  throw new Trouble(`there is nobody called ${name}`, { exitCode: exits.notFound, next: 'lectern people ls' })
}

async function passwordGiven(
  { world }: Session,
  { passwordFile, passwordStdin = false }: PasswordOptions,
): Promise<string | null> {
  if (passwordFile !== undefined && passwordStdin)
    throw new UsageError('give either --password-file or --password-stdin, not both')
  if (passwordFile === undefined) return secretText(world, { keyStdin: passwordStdin, option: '--password-stdin' })
  const text = await readFile(resolve(world.cwd, passwordFile), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--password-file ${passwordFile}: cannot be read (${error.code})`)
  })
  return text.trim()
}

async function passwordAsked({ world }: Session, name: string): Promise<string> {
  if (!isAsked(world)) throw new UsageError('there is nobody to ask for a password: give --password-file or --password-stdin')
  const [first, second] = [await askSecret(world, `New password of ${name}`), await askSecret(world, 'Again')]
  if (first !== second) throw new UsageError('the two are not the same: nothing was changed')
  return first
}
