import '@fontsource-variable/inter/index.css'
import '@mantine/core/styles.layer.css'
import './app/app.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import { queries } from './app/queries.ts'
import { cssVariables, styleNonce, theme } from './app/theme.ts'
import { WebappPage } from './webapp/webapp-page.tsx'

// The page of hosted chat apps, `/webapps/<name>/`: the chat of the playground alone.
setNonce(styleNonce())

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')
createRoot(root).render(
  <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={styleNonce}>
    <QueryClientProvider client={queries}>
      <WebappPage />
    </QueryClientProvider>
  </MantineProvider>,
)
