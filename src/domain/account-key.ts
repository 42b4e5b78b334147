/** The two keys that a resource group has as an account, so that one can be renewed while the other is in use. */
export const keyNames = ['Key1', 'Key2'] as const
export type KeyName = (typeof keyNames)[number]
