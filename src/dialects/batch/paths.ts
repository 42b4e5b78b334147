/** Files and batches are no calls of a deployment: control answers them, wherever OpenAI's and Azure's clients look for them. */
export const isOfBatches = (below: string): boolean => /^\/(?:files|batches)(?:\/|$)/.test(below)
