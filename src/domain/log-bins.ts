/** Steps of a histogram that widen with the value: eight to each doubling, so that a quantile read from them is off by a tenth at most. */

const aDoubling = 8

/** 0: below one. Values are zero or more. */
export const binOf = (value: number): number => (value < 1 ? 0 : Math.floor(Math.log2(value) * aDoubling) + 1)

/** Where a bin begins; the next one's beginning is where it ends. */
export const startOfBin = (bin: number): number => (bin <= 0 ? 0 : 2 ** ((bin - 1) / aDoubling))
