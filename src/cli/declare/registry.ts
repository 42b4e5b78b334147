import type { Command } from 'commander'
import type { ImportOptions } from '../commands/registry-import.ts'
import type { PushOptions } from '../commands/registry-push.ts'
import type { TagOptions } from '../commands/registry-tags.ts'
import type { WithSession } from '../with-session.ts'
import { collect } from './collect.ts'

const load = () => import('../commands/registry.ts')

export function declareRegistry(program: Command, withSession: WithSession): void {
  const registry = program.command('registry').alias('r').description('your own models, by name and version')
  registry
    .command('ls [model]')
    .alias('list')
    .description('list models, or the versions of one')
    .action(withSession(async (session, [model]) => (await load()).list(session, model)))
  registry
    .command('show <model> [version]')
    .description('show a version and its files (default: the latest)')
    .action(withSession(async (session, [model = '', version]) => (await load()).show(session, model, version)))
  registry
    .command('best <model> <metric>')
    .description('show the version with the highest value of a metric')
    .option('--lowest', 'the lowest')
    .action(
      withSession(async (session, [model = '', metric = ''], options: { readonly lowest?: boolean }) =>
        (await load()).best(session, model, metric, options),
      ),
    )
  registry
    .command('tags <model> [version]')
    .description('list the tags of a version (default: the latest)')
    .option('--set <name=value>', 'tag it first, with JSON or a text; may be repeated', collect, [])
    .option('--remove <name>', 'take a tag off first; may be repeated', collect, [])
    .action(
      withSession(async (session, [model = '', version], options: TagOptions) =>
        (await import('../commands/registry-tags.ts')).tags(session, model, version, options),
      ),
    )
  declarePush(registry, withSession)
  registry
    .command('pull <model> [folder]')
    .description('download the files of a version: model, or model:3 (default folder: the name of the model)')
    .action(
      withSession(async (session, [model = '', folder]) =>
        (await import('../commands/registry-pull.ts')).pull(session, model, folder),
      ),
    )
  saying(registry.command('import <model> <source>'))
    .description('register what is elsewhere: hf://org/repo, s3://bucket/prefix, https://…, git+https://…@ref, file:///…')
    .option('--include <glob>', 'paths to bring; may be repeated', collect, [])
    .option('--exclude <glob>', 'paths to leave out; may be repeated', collect, [])
    .option('--secret <name>', 'object store secret for s3://')
    .option('--no-unpack', 'keep an archive as it is')
    .option('--detach', 'do not wait for it')
    .action(
      withSession(async (session, [model = '', source = ''], options: ImportOptions) =>
        (await import('../commands/registry-import.ts')).bring(session, model, source, options),
      ),
    )
  registry
    .command('check <script>')
    .description('say what is surely wrong with a predictor script, without running or keeping it')
    .option('--transformer', 'it is a transformer')
    .action(
      withSession(async (session, [script = ''], options: { readonly transformer?: boolean }) =>
        (await import('../commands/registry-check.ts')).check(session, script, options),
      ),
    )
  registry
    .command('imports')
    .description('list imports')
    .action(withSession(async (session) => (await import('../commands/registry-import.ts')).imports(session)))
  registry
    .command('cancel <import>')
    .description('end a running import')
    .action(withSession(async (session, [id = '']) => (await import('../commands/registry-import.ts')).cancel(session, id)))
  registry
    .command('rm <model> <version>')
    .description('delete a version that no deployment uses')
    .action(withSession(async (session, [model = '', version = '']) => (await load()).remove(session, model, version)))
}

/** Of `lectern registry push` and of `lectern models push`. */
export const declarePush = (parent: Command, withSession: WithSession): void =>
  void saying(parent.command('push <model> <path>'))
    .description('register a file or folder as a new version in the registry; what was sent before a break is not sent again')
    .action(
      withSession(async (session, [model = '', path = ''], options: PushOptions) =>
        (await import('../commands/registry-push.ts')).push(session, model, path, options),
      ),
    )

const saying = (command: Command): Command =>
  command
    .option('--model-version <number>', 'its number (default: the next)')
    .option(
      '--framework <name>',
      'TENSORFLOW, TORCH, SKLEARN, PYTHON, LLM, ONNX or GGUF (default: as the names of the files tell)',
    )
    .option('--description <text>', 'words about it')
    .option('--metric <name=number>', 'a metric; may be repeated', collect, [])
    .option('--input-example <file>', 'file with an example of its input, as JSON')
    .option('--schema <file>', 'file with its schema, as JSON')
