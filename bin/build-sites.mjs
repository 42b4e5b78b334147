// `node bin/build-sites.mjs <name>…` builds what is stale of these sites; without a name, of all.
import { buildIfStale } from './build.mjs'
import { sites } from './sites.mjs'

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(sites)
const unknown = names.find((name) => !sites[name])
if (unknown) {
  console.error(`lectern: unknown site ${unknown}; one of ${Object.keys(sites).join(', ')}`)
  process.exit(1)
}
for (const name of names) {
  await buildIfStale(sites[name]).catch((error) => {
    console.error(`lectern: ${error.message}`)
    process.exitCode = 1
  })
}
