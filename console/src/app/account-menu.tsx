import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import {
  IconApi,
  IconBook,
  IconDeviceDesktop,
  IconKeyboard,
  IconLanguage,
  IconLock,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { signOut, useSession } from '../api/session.ts'
import { chooseLanguage, type Language, languages, useLanguage } from '../words/words.ts'
import { serverPath } from './place.ts'
import { openShortcutHelp } from './shortcuts.tsx'
import { useShellWords } from './words.ts'

const ChangePassword = lazy(() => import('./change-password.tsx').then((module) => ({ default: module.ChangePassword })))

export function AccountMenu() {
  const words = useShellWords()
  const session = useSession()
  const language = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const name = session.kind === 'signedIn' ? session.person.displayName || session.person.name : ''
  const hasPassword = session.kind === 'signedIn' && session.person.hasPassword
  const [changing, setChanging] = useState(false)
  const schemes = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.account(name)}>
            <IconUserCircle size={22} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{name}</Menu.Label>
          <Menu.Item
            leftSection={<IconBook size={16} />}
            component="a"
            href={`${serverPath}/docs/`}
            target="_blank"
            rel="noreferrer"
          >
            {words.documentation}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconApi size={16} />}
            component="a"
            href={`${serverPath}/docs/api`}
            target="_blank"
            rel="noreferrer"
          >
            {words.api}
          </Menu.Item>
          <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={openShortcutHelp}>
            {words.shortcuts}
          </Menu.Item>
          <Menu.Label>{words.theme}</Menu.Label>
          {(Object.keys(schemes) as (keyof typeof schemes)[]).map((scheme) => {
            const Icon = schemes[scheme]
            return (
              <Menu.Item
                key={scheme}
                leftSection={<Icon size={16} />}
                onClick={() => setColorScheme(scheme)}
                fw={colorScheme === scheme ? 650 : undefined}
                aria-current={colorScheme === scheme}
              >
                {words[scheme]}
              </Menu.Item>
            )
          })}
          <Menu.Label>{words.language}</Menu.Label>
          {(Object.keys(languages) as Language[]).map((each) => (
            <Menu.Item
              key={each}
              leftSection={<IconLanguage size={16} />}
              onClick={() => chooseLanguage(each)}
              fw={language === each ? 650 : undefined}
              aria-current={language === each}
              lang={each}
            >
              {languages[each]}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {hasPassword && (
            <Menu.Item leftSection={<IconLock size={16} />} onClick={() => setChanging(true)}>
              {words.password}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
            {words.signOut}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {changing && (
        <Suspense fallback={null}>
          <ChangePassword onClose={() => setChanging(false)} />
        </Suspense>
      )}
    </>
  )
}
