/**
 * Runs in the page: texts of the page that are a number, with a unit at most, or stand where numbers are lined up, and can be copied by nothing.
 * What a control shows is the control's, and is copied from it.
 */
export const bareNumbers = `(() => {
  const lone = /^[~≈+−-]?[$€£]?\\d[\\d.,]*\\s*([KMBT]|%|ms|s|min|h|B|[KMGT]iB|tokens?|\\/s)?$/
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
  const found = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data.trim()
    const parent = node.parentElement
    if (!/\\d/.test(text) || !parent.checkVisibility()) continue
    if (!lone.test(text) && !parent.closest('.number')) continue
    if (!parent.closest('data, time, a, button, input, label, code, pre, th, svg, [role=radio], .mantine-Slider-root, .cm-editor')) found.push(text)
  }
  return found
})()`
