import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Whether a program is on this machine. */
export const has = (program: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export type Home = Disposable & { readonly folder: string; readonly env: Readonly<Record<string, string>> }

/** A home of its own, where `lectern` is a program on the path. */
export function makeHome(env: Readonly<Record<string, string>> = {}): Home {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-terminal-'))
  const program = join(folder, 'bin/lectern')
  mkdirSync(join(folder, 'bin'))
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dirname, '../../src/cli/main.ts')}" "$@"\n`)
  chmodSync(program, 0o755)
  return {
    folder,
    env: {
      ...{
        HOME: folder,
        PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
        LANG: 'C.UTF-8',
        TERM: 'xterm-256color',
      },
      ...env,
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  }
}

export type Terminal = Disposable & {
  /** Characters as they are. */
  type(text: string): void
  /** Keys by their names: Enter, C-c, Tab, Up. */
  press(...keys: readonly string[]): void
  /** What stands there, lines that are too long for it put together. */
  screen(): string
  /** Waits until the screen is so, and answers it. */
  until(form: RegExp): Promise<string>
}

/** A real terminal of 100 columns, in which `command` runs. */
export function openTerminal({ folder, env }: Home, command: readonly string[]): Terminal {
  const socket = `lectern-${process.pid}-${Math.random().toString(36).slice(2)}`
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8', env: { ...process.env, ...env } })
  const given = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  tmux('new-session', '-d', '-s', 't', '-x', '100', '-y', '50', '-c', folder, 'env', '-i', ...given, ...command)
  const screen = (): string => tmux('capture-pane', '-t', 't', '-p', '-J', '-S', '-200').replaceAll(/[ \n]+$/gm, '')
  return {
    type: (text) => void tmux('send-keys', '-t', 't', '-l', text),
    press: (...keys) => void tmux('send-keys', '-t', 't', ...keys),
    screen,
    until: async (form) => {
      for (let attempt = 0; attempt < 400; attempt++) {
        const text = screen()
        if (form.test(text)) return text
        await pause(50)
      }
      throw new Error(`the terminal never showed ${form}:\n${screen()}`)
    },
    [Symbol.dispose]: () => void tmux('kill-server'),
  }
}
