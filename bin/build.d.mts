export type Site = { readonly name: string; readonly folder: string; readonly inputs: readonly string[] }
export function buildIfStale(site: Site): Promise<'fresh' | 'built'>
export function isFresh(site: Site): boolean
