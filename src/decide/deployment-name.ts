/**
 * The first free name made from `wish`: characters that names may not have become "-", and a taken name gets a number.
 * `fallback` must itself be a valid name; it is used where nothing of the wish remains.
 */
export const freeName = async (wish: string, fallback: string, taken: (name: string) => Promise<boolean>): Promise<string> => {
  const base = toName(wish) || fallback
  if (!(await taken(base))) return base
  for (let number = 2; ; number += 1) {
    const ending = `-${number}`
    const name = base.slice(0, longest - ending.length) + ending
    if (!(await taken(name))) return name
  }
}

const longest = 63

const toName = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-zA-Z0-9._-]+/g, '-')
    .replace(/^[^a-zA-Z0-9]+/, '')
    .slice(0, longest)
    .replace(/[-._]+$/, '')
