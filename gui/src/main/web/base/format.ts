// Numbers as people read them. Always the same, whatever the reader's locale.

const GROUPED = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});

/** Three significant digits or more, without a trailing unit. */
function digits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** From so many nanoseconds on, in a unit of so many. */
const LONG: [number, number, string][] = [[7200e9, 3600e9, 'h'], [120e9, 60e9, 'min'], [0.9995e9, 1e9, 's'], [0.9995e6, 1e6, 'ms']];

export function formatNs(ns: number): string {
  const size = Math.abs(ns);
  for (const [least, unit, name] of LONG) {
    if (size >= least) {
      return digits(ns / unit) + ' ' + name;
    }
  }
  return size >= 1e3 ? digits(ns / 1e3) + ' \u00b5s' : GROUPED.format(ns) + ' ns';
}

/** With the sign always written, for differences. */
export function formatSigned(value: number, unit: string): string {
  return (value > 0 ? '+' : value < 0 ? '\u2212' : '\u00b1') + formatValue(Math.abs(value), unit);
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  let value = bytes;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return (unit === 0 ? GROUPED.format(value) : digits(value)) + ' ' + units[unit];
}

export function formatCount(count: number): string {
  return GROUPED.format(count);
}

const LARGE: [number, string][] = [[1e15, 'P'], [1e12, 'T'], [1e9, 'G'], [1e6, 'M']];

/** Large counts with a decimal prefix: "1.25 T". */
export function formatLarge(count: number): string {
  for (const [size, prefix] of LARGE) {
    if (Math.abs(count) >= size) {
      return digits(count / size) + ' ' + prefix;
    }
  }
  return GROUPED.format(count);
}

/** "1.25 TFLOP", "12 FLOP". */
function prefixed(count: number, unit: string): string {
  const text = formatLarge(Math.abs(count) < 1e6 ? Math.round(count) : count);
  return text + (/[A-Z]$/.test(text) ? '' : ' ') + unit;
}

const SIX_DECIMALS = new Intl.NumberFormat('en-US', {maximumFractionDigits: 6});

/** Any number: "1,234.5", whole ones in full; with an exponent what six decimals say too little of, or what is no count: "1.5e-7". */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size > Number.MAX_SAFE_INTEGER) ? String(Number(value.toPrecision(6))) : SIX_DECIMALS.format(value);
}

/** "1 kernel", "2 kernels". */
export function plural(count: number, word: string, several = word + 's'): string {
  return formatCount(count) + ' ' + (count === 1 ? word : several);
}

/** A value in the unit of its metric. */
export function formatValue(value: number, unit: string): string {
  return unit === 'ns' ? formatNs(value)
    : unit === 'bytes' ? formatBytes(value)
    : unit === 'bytes/s' ? formatBytes(value) + '/s'
    : unit === 'flops' ? prefixed(value, 'FLOP')
    : unit === 'flops/s' ? prefixed(value, 'FLOP/s')
    : unit === '' || unit === 'count' ? formatCount(value)
    : (Number.isInteger(value) ? formatCount(value) : digits(value)) + ' ' + unit;
}

/** All digits, for tooltips. */
export function formatExact(value: number, unit: string): string {
  return GROUPED.format(value) + (unit ? ' ' + unit : '');
}

/** Share of a whole; a dash where there is no whole. */
export function formatShare(part: number, whole: number): string {
  if (!(whole > 0)) {
    return '\u2013';
  }
  const percent = 100 * part / whole;
  return percent > 0 && percent < 0.1
    ? '<0.1 %'
    : (percent > 99.9 && percent < 100 ? Math.min(percent, 99.99).toFixed(2) : percent.toFixed(1)) + ' %';
}

/**
 * Places of round numbers from `from` to `to`, about as many as asked for: 1, 2 or 5 times a power
 * of ten apart.
 */
export function ticks(from: number, to: number, about: number): number[] {
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span)) {
    return [];
  }
  const rough = span / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  const places = [];
  const last = Math.floor(to / step + 1e-9);
  for (let i = Math.ceil(from / step - 1e-9); i <= last; i++) {
    // Without the sign of a zero that was rounded up.
    places.push(i * step + 0);
  }
  return places;
}

/** A time on an axis: as many digits as neighbours at this distance need to differ. */
export function formatTick(ns: number, stepNs: number): string {
  const [size, unit] = Math.abs(stepNs) >= 1e8 ? [1e9, 's'] : stepNs >= 1e5 ? [1e6, 'ms'] : stepNs >= 100 ? [1e3, '\u00b5s'] : [1, 'ns'];
  const decimals = Math.max(0, Math.min(9, Math.ceil(-Math.log10(stepNs / (size as number)) - 1e-9)));
  const text = (ns / (size as number)).toFixed(decimals);
  return text.replace(/\B(?=(\d{3})+(?!\d)(?=\.|$))/g, ',') + ' ' + unit;
}
