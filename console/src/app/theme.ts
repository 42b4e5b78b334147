import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, Modal, Notification } from '@mantine/core'
import { currentLanguage } from '../words/words.ts'

/** Lectern's own colour: the green-blue of old library lamps. Shade 8 has white text at more than 4.5 to 1. */
const lamp: MantineColorsTuple = [
  '#e6f7f7',
  '#d0ecee',
  '#a3d8db',
  '#73c4c9',
  '#4cb3b9',
  '#33a8af',
  '#229fa7',
  '#0f868d',
  '#0b6e75',
  '#04565c',
]

export const theme = createTheme({
  primaryColor: 'lamp',
  primaryShade: { light: 8, dark: 8 },
  colors: { lamp },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' }, h2: { fontSize: '1.15rem' }, h3: { fontSize: '1rem' } },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: true,
  components: {
    Modal: Modal.extend({ styles: { title: { fontWeight: 650 } } }),
    Notification: Notification.extend({
      defaultProps: {
        closeButtonProps: {
          // Asked for whenever one is shown: the language may have changed.
          get 'aria-label'() {
            return currentLanguage() === 'de' ? 'Schließen' : 'Close'
          },
        },
      },
    }),
  },
})

/** Mantine's own dimmed and placeholder texts miss the contrast of 4.5 to 1. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5a636c',
    '--mantine-color-placeholder': '#676f78',
    '--mantine-color-error': '#c02222',
    '--mantine-color-anchor': '#0a6167',
    '--lectern-ok': '#1b7a35',
    '--lectern-busy': '#1864ab',
    '--lectern-warning': '#8a5300',
    '--lectern-failed': '#b3261e',
    '--lectern-off': '#5a636c',
    '--lectern-code': '#f4f6f7',
    '--lectern-line': '#dfe3e6',
  },
  dark: {
    '--mantine-color-dimmed': '#a6adb4',
    '--mantine-color-placeholder': '#9aa1a8',
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-anchor': '#6fcbd0',
    '--lectern-ok': '#69db7c',
    '--lectern-busy': '#74c0fc',
    '--lectern-warning': '#ffc078',
    '--lectern-failed': '#ff8a80',
    '--lectern-off': '#a6adb4',
    '--lectern-code': '#1f2225',
    '--lectern-line': '#3a3f44',
  },
})

/** The one-time value that the page's policy lets styles through with; the server writes it into the page. */
export const styleNonce = (): string => document.querySelector('meta[name="lectern-nonce"]')?.getAttribute('content') ?? ''
