import type { Site } from './build.mjs'

export const sites: { readonly console: Site; readonly docs: Site }
export function buildBeside(name: keyof typeof sites): void
