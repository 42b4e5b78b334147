import {
  IconActivity,
  IconAdjustments,
  IconBook2,
  IconBox,
  IconCalendarDue,
  IconChartBar,
  IconCoin,
  IconGauge,
  IconHistory,
  IconHome2,
  IconInfoCircle,
  IconKey,
  IconLock,
  IconMessages,
  IconPlugConnected,
  IconReceipt2,
  IconRocket,
  IconTemplate,
  IconUserCog,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Role } from '../api/session.ts'
import { makeWords } from '../words/words.ts'

/** One entry of the side bar and of the palette. `keys`: the two-key shortcut that leads there. */
export type Destination = {
  readonly id: keyof ReturnType<typeof useNavigationWords>
  readonly to: string
  readonly icon: ComponentType<{ size?: number | string; stroke?: number | string }>
  readonly keys?: string
  /** Not shown below this role. */
  readonly least?: Role
}

export type Section = { readonly id: keyof ReturnType<typeof useNavigationWords>; readonly destinations: readonly Destination[] }

export const sections: readonly Section[] = [
  {
    id: 'deploy',
    destinations: [
      { id: 'home', to: '/', icon: IconHome2, keys: 'g h' },
      { id: 'deployments', to: '/deployments', icon: IconRocket, keys: 'g d' },
      { id: 'configurations', to: '/configurations', icon: IconAdjustments },
      { id: 'playground', to: '/playground', icon: IconMessages, keys: 'g p' },
    ],
  },
  {
    id: 'supply',
    destinations: [
      { id: 'models', to: '/models', icon: IconBook2, keys: 'g m' },
      { id: 'registry', to: '/registry', icon: IconBox, keys: 'g r' },
      { id: 'templates', to: '/templates', icon: IconTemplate },
      { id: 'connections', to: '/connections', icon: IconPlugConnected, keys: 'g c' },
    ],
  },
  {
    id: 'govern',
    destinations: [
      { id: 'usage', to: '/usage', icon: IconChartBar, keys: 'g u' },
      { id: 'quotas', to: '/quotas', icon: IconGauge },
      { id: 'budgets', to: '/budgets', icon: IconCoin },
      { id: 'retirements', to: '/retirements', icon: IconCalendarDue },
      { id: 'rates', to: '/rates', icon: IconReceipt2, least: 'admin' },
    ],
  },
  {
    id: 'administer',
    destinations: [
      { id: 'groups', to: '/groups', icon: IconUsersGroup, least: 'admin' },
      { id: 'keys', to: '/keys', icon: IconKey, keys: 'g k', least: 'admin' },
      { id: 'clients', to: '/clients', icon: IconUserCog, least: 'admin' },
      { id: 'people', to: '/people', icon: IconUsers, least: 'admin' },
      { id: 'secrets', to: '/secrets', icon: IconLock, keys: 'g s', least: 'operator' },
      { id: 'events', to: '/events', icon: IconActivity, keys: 'g e' },
      { id: 'audit', to: '/audit', icon: IconHistory, least: 'operator' },
      { id: 'about', to: '/about', icon: IconInfoCircle },
    ],
  },
]

export const useNavigationWords = makeWords({
  en: {
    deploy: 'Deploy',
    supply: 'Models',
    govern: 'Govern',
    administer: 'Administer',
    home: 'Home',
    deployments: 'Deployments',
    configurations: 'Configurations',
    playground: 'Playground',
    models: 'Catalog',
    registry: 'Registry',
    templates: 'Serving templates',
    connections: 'Connections',
    usage: 'Usage and cost',
    quotas: 'Quotas',
    budgets: 'Budgets and alerts',
    retirements: 'Retirements',
    rates: 'Rates',
    groups: 'Resource groups',
    keys: 'API keys',
    clients: 'OAuth clients',
    people: 'People',
    secrets: 'Secrets',
    events: 'Events',
    audit: 'Audit',
    about: 'About',
  },
  de: {
    deploy: 'Bereitstellen',
    supply: 'Modelle',
    govern: 'Steuern',
    administer: 'Verwalten',
    home: 'Überblick',
    deployments: 'Deployments',
    configurations: 'Konfigurationen',
    playground: 'Ausprobieren',
    models: 'Katalog',
    registry: 'Registry',
    templates: 'Serving-Vorlagen',
    connections: 'Verbindungen',
    usage: 'Nutzung und Kosten',
    quotas: 'Kontingente',
    budgets: 'Budgets und Warnungen',
    retirements: 'Abschaltungen',
    rates: 'Preise',
    groups: 'Ressourcengruppen',
    keys: 'API-Schlüssel',
    clients: 'OAuth-Clients',
    people: 'Personen',
    secrets: 'Geheimnisse',
    events: 'Ereignisse',
    audit: 'Protokoll',
    about: 'Über Lectern',
  },
})
