import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Step = { readonly command: string; expected: string | null; readonly line: number }
export type WalkedStep = Step & { readonly output: string }

/**
 * Walks a page of the docs as its reader would: its `bash` blocks run one after another in one shell, and what an `output`
 * block right after one shows must be what the command printed. `…` in it stands for anything; white space does not count.
 */
export async function walk(page: string, env: Readonly<Record<string, string>>): Promise<WalkedStep[]> {
  const steps = stepsOf(readFileSync(page, 'utf8'))
  const marker = '----- end of step'
  const script = ['set -euo pipefail', ...steps.map(({ command }, at) => `${command}\necho "${marker} ${at}"`)].join('\n')
  const { output, error, code } = await bash(script, env)
  const outputs = output.split(/----- end of step \d+\n/)
  const done = outputs.length - 1
  if (code !== 0) {
    const failed = steps[done]
    throw new Error(
      `${page}:${failed?.line}: the command failed with exit code ${code}\n${failed?.command}\n${outputs[done]}\n${error.slice(-2_000)}`,
    )
  }
  return steps.map((step, at) => ({ ...step, output: outputs[at] ?? '' }))
}

/** null when the output is as the page shows it, else what to tell the reader of the test. */
export function mismatch(step: WalkedStep): string | null {
  if (step.expected === null) return null
  const squeeze = (text: string): string => text.replaceAll(/\s+/g, '')
  const quote = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pattern = squeeze(step.expected).split('…').map(quote).join('[\\s\\S]*?')
  return new RegExp(`^${pattern}$`).test(squeeze(step.output))
    ? null
    : `line ${step.line}: expected\n${step.expected}\nbut got\n${step.output}`
}

function stepsOf(markdown: string): Step[] {
  const steps: Step[] = []
  for (const match of markdown.matchAll(/^```(bash|output)\n([\s\S]*?)^```$/gm)) {
    const [, language, text = ''] = match
    const last = steps.at(-1)
    if (language === 'output' && last) last.expected = text
    else steps.push({ command: text, expected: null, line: markdown.slice(0, match.index).split('\n').length })
  }
  return steps
}

function bash(script: string, env: Readonly<Record<string, string>>): Promise<{ output: string; error: string; code: number }> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-s'], {
      cwd: mkdtempSync(join(tmpdir(), 'walk-')),
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    })
    let output = ''
    let error = ''
    shell.stdout.on('data', (chunk) => {
      output += chunk
    })
    shell.stderr.on('data', (chunk) => {
      error += chunk
    })
    shell.once('error', reject)
    shell.once('close', (code) => resolve({ output, error, code: code ?? 1 }))
    shell.stdin.end(script)
  })
}
