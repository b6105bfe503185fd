// Building elements. Text goes in as text only; there is no way here to pass markup.

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} [className]
 * @param {...(Node|string|null)} content
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  for (const each of content) {
    if (each !== null) {
      element.append(each);
    }
  }
  return element;
}

/** An element of the page's skeleton. @param {string} id */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) {
    throw new Error('the page has no element ' + id);
  }
  return element;
}

/** A button. @param {string} label @param {() => void} action @param {string} [className] */
export function button(label, action, className) {
  const element = el('button', className, label);
  element.type = 'button';
  element.addEventListener('click', action);
  return element;
}

/** A name from the trace: kept from turning the direction of the text around it. @param {string} text @param {string} [className] */
export function bdi(text, className) {
  return el('bdi', className, text);
}

/** A swatch in the colour of a layer. @param {string} color @param {boolean} hatched */
export function swatch(color, hatched) {
  const element = el('span', hatched ? 'swatch hatched' : 'swatch');
  element.style.backgroundColor = color;
  return element;
}
