import { z } from 'zod'

/** As the store matches labels: where `equal` is false the label must differ or be absent. */
type LabelMatch = { readonly key: string; readonly value: string; readonly equal: boolean }

const Texts = z.union([z.string(), z.array(z.string())])

const toMatches = (value: string | string[]): string[] =>
  [value]
    .flat()
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())

const toMatch = (text: string): LabelMatch => {
  const [, key = '', sign, value = ''] = /^(.*?)(!?=)(.*)$/.exec(text) ?? []
  return { key, value: value.replaceAll('{comma}', ','), equal: sign === '=' }
}

const selector = (pattern: RegExp, words: string, most: number) =>
  Texts.transform(toMatches)
    .pipe(z.array(z.string().max(5_000).regex(pattern, words)).min(1).max(most))
    .transform((texts) => texts.map(toMatch))

/** `ext.ai.sap.com/key=value,ext.ai.sap.com/other!=value`; `{comma}` stands for a comma in a value. */
export const ExtLabelSelector = selector(
  /^ext\.ai\.sap\.com\/[\w.-]+!?=[^ =,]+$/,
  'must be "ext.ai.sap.com/key=value" or "ext.ai.sap.com/key!=value", several separated by commas, a comma in a value written {comma}',
  10,
)

/** Of resource groups and scenario versions: any key. */
export const LabelSelector = selector(
  /^[^ =,!]+!?=[^ =,!]+$/,
  'must be "key=value" or "key!=value", several separated by commas',
  1_000,
)
