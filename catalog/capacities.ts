import { type CapacityOf, type ModelCapacity, type UnitRule, usualCapacity } from '../src/domain/model-capacity.ts'

/**
 * What a unit of capacity is worth, by model, as Azure publishes it: requests and tokens a minute of a unit of standard capacity
 * (learn.microsoft.com, "quotas and limits"), and provisioned throughput units ("provisioned throughput", with an output token's
 * weight, which is the ratio of the prices from gpt-4.1 on, and 3 before that). Read in July 2026.
 */
type Known = Omit<ModelCapacity, 'units'> & {
  readonly units?: Omit<UnitRule, 'minimum' | 'step'> & {
    /** Global and data zone: minimum and step. */
    readonly wide: readonly [number, number]
    /** One region; null: not to be had. */
    readonly regional: readonly [number, number] | null
  }
}

const oneToThousand = { rpmPerUnit: 1, tpmPerUnit: 1_000 }
const oneToTenThousand = { rpmPerUnit: 1, tpmPerUnit: 10_000 }
const large = { wide: [15, 5], regional: [50, 50] } as const
const small = { wide: [15, 5], regional: [25, 25] } as const
const open = { wide: [100, 100], regional: null } as const
const units = (
  inputTokensPerMinute: number,
  outputWeight: number,
  sizes: Pick<NonNullable<Known['units']>, 'wide' | 'regional'>,
) => ({
  inputTokensPerMinute,
  outputWeight,
  ...sizes,
})

const known: Readonly<Record<string, Known>> = {
  'gpt-5': { ...oneToThousand, units: units(4_750, 8, large) },
  'gpt-5.1': { ...oneToThousand, units: units(4_750, 8, large) },
  'gpt-5.2': { ...oneToThousand, units: units(3_400, 8, large) },
  'gpt-5.6-sol': { ...oneToThousand, units: units(1_200, 6, large) },
  'gpt-5-mini': { ...oneToThousand, units: units(23_750, 8, small) },
  'gpt-5-nano': oneToThousand,
  'gpt-4.1': { ...oneToThousand, units: units(3_000, 4, large) },
  'gpt-4.1-mini': { ...oneToThousand, units: units(14_900, 4, small) },
  'gpt-4.1-nano': { ...oneToThousand, units: units(59_400, 4, small) },
  o1: { rpmPerUnit: 1, tpmPerUnit: 6_000 },
  o3: { ...oneToThousand, units: units(3_000, 4, large) },
  'o4-mini': { ...oneToThousand, units: units(5_400, 4, small) },
  'o3-mini': oneToTenThousand,
  'o1-mini': oneToTenThousand,
  'o3-pro': oneToTenThousand,
  'gpt-4o': { ...usualCapacity, units: units(2_500, 3, large) },
  'gpt-4o-mini': { ...usualCapacity, units: units(37_000, 3, small) },
  'Llama-3.3-70B-Instruct': { ...usualCapacity, units: units(8_450, 4, open) },
  'DeepSeek-R1': { ...usualCapacity, units: units(4_000, 4, open) },
}

export const capacityOf: CapacityOf = (model, residency) => {
  const found = model !== null && Object.hasOwn(known, model) ? known[model] : undefined
  if (!found) return usualCapacity
  const { units: rule, ...rest } = found
  const size = residency === 'regional' ? rule?.regional : rule?.wide
  if (!rule || !size) return { ...rest, units: null }
  const [minimum, step] = size
  const { inputTokensPerMinute, outputWeight } = rule
  return { ...rest, units: { minimum, step, inputTokensPerMinute, outputWeight } }
}
