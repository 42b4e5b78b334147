import type { Command } from 'commander'
import type { World } from '../world.ts'

/** `lectern up`: its flags are the server's settings, loaded only when it is about them. */
export async function declareUp(program: Command, world: World, args: readonly string[]): Promise<void> {
  const up = program
    .command('up')
    .description('start the server here')
    .option('--config <file>', 'settings file (LECTERN_CONFIG; default: ./lectern.yaml)')
  if (!args.includes('up')) return
  const [{ configOptions }, { variableOf }] = await Promise.all([import('../../config-options.ts'), import('../../config.ts')])
  for (const { key, flag, description } of configOptions) {
    // Options of the whole command line are known already.
    if (program.options.some((option) => option.attributeName() === key)) continue
    if (flag !== null) up.option(flag, `${description} (${variableOf(key)})`)
  }
  up.action(async () => {
    const given = up.optsWithGlobals()
    // A --no-… flag is true by default: only what was said on the command line counts.
    const flags = Object.fromEntries(Object.entries(given).filter(([key]) => up.getOptionValueSourceWithGlobals(key) === 'cli'))
    if (URL.parse(String(flags['databaseUrl'] ?? ''))?.password)
      world.stderr.write(
        'lectern: every program of this machine can read the password in --database-url: set LECTERN_DATABASE_URL\n',
      )
    await (await import('../../main.ts')).up(flags)
  })
}
