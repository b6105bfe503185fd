// What an assistive technology, or somebody with weak eyes, could not make out in the page as it is:
// a list of sentences, empty when all is well.
(() => {
  const found = [];
  const shown = (element) => {
    const {width, height} = element.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(element).visibility !== 'hidden' && !element.closest('.spoken');
  };
  const nameOf = (element) => {
    const labelled = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    const labels = [...element.labels ?? []].map((label) => {
      const copy = label.cloneNode(true);
      copy.querySelectorAll('input, select, textarea').forEach((each) => each.remove());
      return copy.textContent;
    }).join(' ');
    const content = element.matches('input, select, textarea') ? '' : element.matches('table, [role=table], [role=group], [role=tablist], [role=application], aside, article') ? element.caption?.textContent ?? '' : element.textContent;
    return (labelled + (element.getAttribute('aria-label') ?? '') + labels + content).trim();
  };
  const what = (element) => element.outerHTML.slice(0, 110);

  const named = 'button, input, select, textarea, summary, a[href], [tabindex]:not([tabindex="-1"]), table, aside, article, nav, dialog,'
    + '[role=application], [role=img], [role=table], [role=group], [role=tablist], [role=tabpanel], [role=columnheader]';
  for (const element of document.querySelectorAll(named)) {
    if (shown(element) && nameOf(element) === '') {
      found.push('no name: ' + what(element));
    }
  }
  for (const head of document.querySelectorAll('th')) {
    if (shown(head) && (!head.scope || head.textContent.trim() === '')) {
      found.push('a head of nothing: ' + what(head));
    }
  }
  for (const tabs of document.querySelectorAll('[role=tablist]')) {
    if (tabs.querySelectorAll('[role=tab][tabindex="0"]').length !== 1) {
      found.push('not one tab of a list takes the focus: ' + what(tabs));
    }
  }
  const ids = [...document.querySelectorAll('[id]')].map(({id}) => id);
  ids.filter((id, i) => ids.indexOf(id) !== i).forEach((id) => found.push('two elements are called ' + id));

  // Contrast of text, as WCAG 2 has it.
  const parts = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color) => color.slice(0, 3).map((part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parts(getComputedStyle(at).backgroundColor);
      if ((color[3] ?? 1) > 0) {
        return color;
      }
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.getElementById('app'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (texts.currentNode.textContent.trim() !== '' && shown(element) && !element.closest('option, :disabled, [aria-pressed=false].chip')) {
      const [dark, light] = [parts(getComputedStyle(element).color), groundOf(element)].map(luminance).sort((a, b) => a - b);
      const contrast = (light + 0.05) / (dark + 0.05);
      if (contrast < 4.5) {
        found.push(`contrast of ${contrast.toFixed(2)}: ` + what(element));
      }
    }
  }
  return [...new Set(found)];
})()
