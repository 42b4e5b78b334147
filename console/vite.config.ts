import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

export default defineConfig({
  // Addresses relative to the page's <base>, which the server writes: any prefix of a reverse proxy works.
  base: './',
  plugins: [react(), precompressed()],
  build: {
    target: 'es2023',
    // bin/build.mjs swaps the new build in when it is whole.
    outDir: process.env['BUILD_OUT'] ?? 'dist',
    emptyOutDir: true,
    manifest: true,
    sourcemap: false,
    // The policy of the page allows no data: scripts and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    // The console, and the page of hosted chat apps.
    rolldownOptions: { input: ['index.html', 'webapp.html'] },
  },
})

/** Writes a `.br` and a `.gz` beside everything worth it, so that the server never compresses. */
function precompressed(): Plugin {
  return {
    name: 'precompressed',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [fileName, file] of Object.entries(bundle)) {
          if (!/\.(js|css|svg|json)$/.test(fileName)) continue
          const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source)
          if (bytes.length < 1_000) continue
          this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: gzipSync(bytes, { level: 9 }) })
          const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
          this.emitFile({ type: 'asset', fileName: `${fileName}.br`, source: brotliCompressSync(bytes, { params }) })
        }
      },
    },
  }
}
