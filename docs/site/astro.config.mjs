import { satteri } from '@astrojs/markdown-satteri'
import starlight from '@astrojs/starlight'
import { defineConfig, passthroughImageService } from 'astro/config'
import { searchWeights } from './tools/search-weights.ts'
import { sidebar } from './tools/structure.ts'

// Read by `tools/build.ts`, which puts the pages into `.made` before and finishes what is built after.
export default defineConfig({
  base: '/docs/',
  srcDir: './.made',
  publicDir: './.made/public',
  outDir: process.env['BUILD_OUT'] ?? './dist',
  trailingSlash: 'always',
  build: { inlineStylesheets: 'never' },
  vite: { build: { assetsInlineLimit: 0 }, logLevel: 'warn' },
  // Flags begin with two dashes.
  markdown: { processor: satteri({ features: { smartPunctuation: false } }) },
  image: { service: passthroughImageService() },
  devToolbar: { enabled: false },
  integrations: [
    searchWeights(),
    starlight({
      title: 'Lectern',
      description: 'Stand a model up, get an endpoint it speaks from.',
      favicon: '/favicon.svg',
      customCss: ['./.made/styles/site.css'],
      sidebar,
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
      pagination: false,
      // A title counts as the heading that it is (tools/search-weights.ts), and not once more.
      pagefind: { ranking: { metaWeights: { title: 0 } } },
      credits: false,
      expressiveCode: {
        themes: ['github-dark', 'github-light'],
        styleOverrides: { borderRadius: '0.375rem' },
      },
    }),
  ],
})
