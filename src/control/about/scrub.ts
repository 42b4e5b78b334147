/**
 * The last line against secrets in what leaves the house: keys, tokens and passwords of a known form become their beginnings. What is
 * written down here holds none of them anyway.
 */
export const scrub = (text: string): string => forms.reduce((all, [form, instead]) => all.replaceAll(form, instead), text)

const forms: readonly (readonly [RegExp, string])[] = [
  [/\b(lk_[A-Za-z0-9]{1,12})_[\w-]{16,}/g, '$1_[hidden]'],
  [/\b(eyJ[\w-]{4,})\.[\w-]+\.[\w-]+/g, '[hidden]'],
  [/\b((?:bearer|basic|apikey)\s+)[\w.~+/=-]{8,}/gi, '$1[hidden]'],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, '$1[hidden]@'],
  [/\b(sk-|hf_|ghp_|github_pat_|xox[abp]-|AKIA)[\w-]{8,}/g, '$1[hidden]'],
]
