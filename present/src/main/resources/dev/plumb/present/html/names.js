// Names come from the trace and may hold anything. Here they become what people can read; writing
// them as text (textContent, fillText) and never as markup is the business of every other module.

// What moves the cursor, turns the direction of writing or shows nothing at all. The joiner (200D)
// stays: it holds emoji together.
const INVISIBLE = /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

const LONGEST_LABEL = 300;

/** The name with invisible characters written out. @param {string} name */
export function visible(name) {
  return name.replace(INVISIBLE, (c) => {
    const code = /** @type {number} */ (c.codePointAt(0));
    return '\u27e8U+' + code.toString(16).toUpperCase().padStart(4, '0') + '\u27e9';
  });
}

/** The first characters of a long name, never half a character. @param {string} name @param {number} most */
export function clipped(name, most) {
  if (name.length <= most) {
    return name;
  }
  const split = /[\ud800-\udbff]/.test(name.charAt(most - 2));
  return name.slice(0, split ? most - 2 : most - 1) + '\u2026';
}

/**
 * What stands in a box: the part of the name that tells frames apart. The full name is in the
 * details.
 *
 * @param {string} name @param {string} kind
 */
export function shortName(name, kind) {
  const start = clipped(name, LONGEST_LABEL);
  switch (kind) {
    case 'python':
      return visible(shortPython(start));
    case 'module':
      return visible(start.replace(/^nn\.Module: /, ''));
    case 'kernel':
      return visible(shortKernel(start));
    default:
      return visible(start);
  }
}

/**
 * File and line of a Python function of a recorded stack, as {@link shortPython} shows those of
 * slices. Other functions are known by their names alone.
 *
 * @param {{file: string|null, line: number}|undefined} place @param {string} kind
 */
export function shortPlace(place, kind) {
  if (!place || place.file === null || kind !== 'python') {
    return '';
  }
  const base = place.file.split(/[/\\]/).pop() || place.file;
  return '  ' + visible(clipped(base, 60)) + (place.line > 0 ? ':' + place.line : '');
}

/** "a/b/model.py(12): forward" is "forward  model.py:12". @param {string} name */
function shortPython(name) {
  const source = /^(?:.*[/\\])?([^/\\]*)\((\d+)\): (.*)$/.exec(name);
  if (source) {
    return source[3] + '  ' + source[1] + ':' + source[2];
  }
  const builtIn = /^<built-in (?:method|function) ([^ >]+)/.exec(name);
  return builtIn ? builtIn[1] + '  built-in' : name;
}

/** Without the words that all kernels share. @param {string} name */
function shortKernel(name) {
  return name.replace(/^void /, '').replace(/\(anonymous namespace\)::|at::native::/g, '');
}
