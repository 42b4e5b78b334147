import { AppShell, Burger, Group, Image, NavLink, ScrollArea, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useMay } from '../api/session.ts'
import { AccountMenu } from './account-menu.tsx'
import { GroupSwitcher } from './group-switcher.tsx'
import { LiveBadge } from './live-badge.tsx'
import { type Destination, sections, useNavigationWords } from './navigation.ts'
import { Palette, SearchButton } from './palette.tsx'
import { ShortcutHelp, useShortcuts } from './shortcuts.tsx'
import { useShellWords } from './words.ts'

/** What is around every screen: navigation, the group that all is about, the palette, whether what is shown is live. */
export function Shell() {
  const words = useShellWords()
  const names = useNavigationWords()
  const [opened, { toggle, close }] = useDisclosure()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(close, [path, close])
  useShortcuts()
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={words.menu} aria-expanded={opened} />
            <UnstyledButton renderRoot={(props) => <Link to="/" {...props} />} aria-label="Lectern">
              <Group gap={8} wrap="nowrap">
                <Image src="./lectern.svg" alt="" w={26} h={26} />
                <Text fw={700} visibleFrom="xs">
                  Lectern
                </Text>
              </Group>
            </UnstyledButton>
            <GroupSwitcher />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LiveBadge />
            <SearchButton />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label={words.navigation}>
        <ScrollArea type="auto" scrollbarSize={6} p="xs" viewportProps={{ tabIndex: -1 }}>
          {sections.map((section) => (
            <section key={section.id} aria-label={names[section.id]}>
              <Text size="xs" c="dimmed" fw={600} px="sm" pt={10} pb={2}>
                {names[section.id]}
              </Text>
              {section.destinations.map((destination) => (
                <Entry key={destination.id} destination={destination} path={path} />
              ))}
            </section>
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content">
        <Outlet />
      </AppShell.Main>
      <Palette />
      <ShortcutHelp />
    </AppShell>
  )
}

function Entry({ destination, path }: { readonly destination: Destination; readonly path: string }) {
  const names = useNavigationWords()
  const may = useMay(destination.least ?? 'viewer')
  if (!may) return null
  const { to, id, icon: Icon } = destination
  const active = to === '/' ? path === '/' || path === '' : path === to || path.startsWith(`${to}/`)
  return (
    <NavLink
      renderRoot={(props) => <Link to={to} {...props} />}
      active={active}
      aria-current={active ? 'page' : undefined}
      label={names[id]}
      leftSection={<Icon size={18} stroke={1.6} />}
      py={2}
      style={{ borderRadius: 'var(--mantine-radius-md)' }}
    />
  )
}
