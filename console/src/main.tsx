import '@fontsource-variable/inter/index.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import './app/app.css'
import { MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import { askSession } from './api/session.ts'
import { Gate } from './app/gate.tsx'
import { queries } from './app/queries.ts'
import { router } from './app/router.tsx'
import { cssVariables, styleNonce, theme } from './app/theme.ts'

// What locks the page's scrolling behind a dialog writes a style of its own.
setNonce(styleNonce())
void askSession()

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')
createRoot(root).render(
  <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={styleNonce}>
    <QueryClientProvider client={queries}>
      <ModalsProvider>
        <Notifications position="bottom-right" />
        <Gate>
          <RouterProvider router={router} />
        </Gate>
      </ModalsProvider>
    </QueryClientProvider>
  </MantineProvider>,
)
