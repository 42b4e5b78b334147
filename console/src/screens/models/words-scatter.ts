import { makeWords } from '../../words/words.ts'
import type { Axis } from './scatter-axes.ts'

const names = {
  en: {
    input: 'Input price',
    output: 'Output price',
    cachedInput: 'Cached input price',
    context: 'Context',
    maxOutput: 'Longest answer',
    released: 'Available since',
  },
  de: {
    input: 'Eingabepreis',
    output: 'Ausgabepreis',
    cachedInput: 'Preis aus dem Cache',
    context: 'Kontext',
    maxOutput: 'Längste Antwort',
    released: 'Verfügbar seit',
  },
} as const
const units: { readonly [language in 'en' | 'de']: Readonly<Partial<Record<Axis, string>>> } = {
  en: {
    ...{ input: 'per million tokens', output: 'per million tokens', cachedInput: 'per million tokens' },
    ...{ context: 'tokens', maxOutput: 'tokens' },
  },
  de: {
    ...{ input: 'je Million Token', output: 'je Million Token', cachedInput: 'je Million Token' },
    ...{ context: 'Token', maxOutput: 'Token' },
  },
}
const titleIn =
  (language: 'en' | 'de') =>
  (axis: Axis): string =>
    units[language][axis] === undefined ? names[language][axis] : `${names[language][axis]}, ${units[language][axis]}`
const name = (model: string, by: string): string => `${model} · ${by}`
const point = (model: string, lines: readonly string[]): string => [model, ...lines].join(', ')

export const useScatterWords = makeWords({
  en: {
    title: 'Models as points',
    model: 'Model',
    axes: names.en as Readonly<Record<Axis, string>>,
    axisTitle: titleIn('en'),
    sides: { x: 'Across', y: 'Upwards' },
    legend: { here: 'Connected here', others: 'Others' },
    drawing: (x: string, y: string) => `${y} by ${x}`,
    name,
    point,
    line: (axis: Axis, value: string) => `${names.en[axis]}: ${value}`,
    missing: (n: number) =>
      n === 1
        ? 'One model is not drawn: one of the two is not known of it.'
        : `${n} models are not drawn: one of the two is not known of them.`,
  },
  de: {
    title: 'Modelle als Punkte',
    model: 'Modell',
    axes: names.de as Readonly<Record<Axis, string>>,
    axisTitle: titleIn('de'),
    sides: { x: 'Waagerecht', y: 'Senkrecht' },
    legend: { here: 'Hier verbunden', others: 'Andere' },
    drawing: (x: string, y: string) => `${y} nach ${x}`,
    name,
    point,
    line: (axis: Axis, value: string) => `${names.de[axis]}: ${value}`,
    missing: (n: number) =>
      n === 1
        ? 'Ein Modell ist nicht eingezeichnet: Einer der beiden Werte ist nicht bekannt.'
        : `${n} Modelle sind nicht eingezeichnet: Einer der beiden Werte ist nicht bekannt.`,
  },
})
