// Names come from the trace and may hold anything. Here they become what people can read; writing
// them as text (textContent, fillText) and never as markup is the business of every other module.

// What moves the cursor, turns the direction of writing or shows nothing at all. The joiner (200D)
// stays: it holds emoji together. No XML holds FFFE and FFFF.
const INVISIBLE = /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffe\uffff]/gu;

const LONGEST_LABEL = 300;

/** Where a frame of a recorded stack is in the code; line 0 if unknown. */
export interface Place {
  file: string | null;
  line: number;
  library: string | null;
}

/** The name with invisible characters written out. */
export function visible(name: string): string {
  return name.replace(INVISIBLE, (c) => '\u27e8U+' + (c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0') + '\u27e9');
}

/** Half characters become what can be encoded. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}

/** The first characters of a long name, never half a character. */
export function clipped(name: string, most: number): string {
  if (name.length <= most) {
    return name;
  }
  const split = /[\ud800-\udbff]/.test(name.charAt(most - 2));
  return name.slice(0, split ? most - 2 : most - 1) + '\u2026';
}

/** A name as a page shows it: cut to a length that a line can bear, and nothing invisible in it. */
export function shown(name: string, most = 400): string {
  return visible(clipped(name, most));
}

/** A name as people are shown it: an empty one would be a hole. What is data stays empty. */
export function named(name: string): string {
  return name.trim() === '' ? '[no name]' : name;
}

/**
 * What stands in a box: the part of the name that tells frames apart. The full name is in the
 * details.
 */
export function shortName(name: string, kind: string): string {
  const start = clipped(name, LONGEST_LABEL);
  switch (kind) {
    case 'python':
      return named(visible(shortPython(start)));
    case 'module':
      return named(visible(start.replace(/^nn\.Module: /, '')));
    case 'kernel':
      return named(visible(shortKernel(start)));
    default:
      return named(visible(start));
  }
}

/**
 * File and line of a Python function of a recorded stack, as {@link shortPython} shows those of
 * slices. Other functions are known by their names alone.
 */
export function shortPlace(place: Place | undefined, kind: string): string {
  if (!place || place.file === null || kind !== 'python') {
    return '';
  }
  return '  ' + visible(clipped(baseName(place.file), 60)) + (place.line > 0 ? ':' + place.line : '');
}

/** "a/b.py:12 in lib.so", or '' where nothing is known. */
export function placeText(place: Place | undefined): string {
  if (!place) {
    return '';
  }
  const file = (place.file ?? '') + (place.file !== null && place.line > 0 ? ':' + place.line : '');
  return file + (place.library === null ? '' : (file ? ' in ' : '') + place.library);
}

/** The ends of paths, each as long as it must be to tell them apart. */
export function distinctEnds(files: string[]): string[] {
  const parts = files.map((file) => file.split(/[/\\]/).filter((part) => part !== ''));
  const end = (i: number, length: number) => parts[i].slice(-length).join('/') || files[i];
  return files.map((file, i) => {
    let length = 1;
    while (length < parts[i].length && files.some((other, j) => other !== file && end(j, length) === end(i, length))) {
      length++;
    }
    return end(i, length);
  });
}

/** Last part of a path. */
export function baseName(file: string): string {
  return file.split(/[/\\]/).pop() || file;
}

/** "a/b/model.py(12): forward" is "forward  model.py:12". */
function shortPython(name: string): string {
  const source = /^(?:.*[/\\])?([^/\\]*)\((\d+)\): (.*)$/.exec(name);
  if (source) {
    return named(source[3]) + '  ' + source[1] + ':' + source[2];
  }
  const builtIn = /^<built-in (?:method|function) ([^ >]+)/.exec(name);
  return builtIn ? builtIn[1] + '  built-in' : name;
}

/** Without the words that all kernels share. */
function shortKernel(name: string): string {
  return name.replace(/^void /, '').replace(/\(anonymous namespace\)::|at::native::/g, '');
}
