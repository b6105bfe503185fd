// Numbers as people read them. Always the same, whatever the reader's locale.

const GROUPED = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});

/** Three significant digits or more, without a trailing unit. @param {number} value */
function digits(value) {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** @param {number} ns */
export function formatNs(ns) {
  const size = Math.abs(ns);
  if (size >= 1e9) {
    return digits(ns / 1e9) + ' s';
  }
  if (size >= 1e6) {
    return digits(ns / 1e6) + ' ms';
  }
  return size >= 1e3 ? digits(ns / 1e3) + ' \u00b5s' : GROUPED.format(ns) + ' ns';
}

/** @param {number} bytes */
export function formatBytes(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  let value = bytes;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return (unit === 0 ? GROUPED.format(value) : digits(value)) + ' ' + units[unit];
}

/** @param {number} count */
export function formatCount(count) {
  return GROUPED.format(count);
}

/** "1 kernel", "2 kernels". @param {number} count @param {string} word */
export function plural(count, word) {
  return formatCount(count) + ' ' + word + (count === 1 ? '' : 's');
}

/** A value in the unit of its metric. @param {number} value @param {string} unit */
export function formatValue(value, unit) {
  return unit === 'ns' ? formatNs(value) : unit === 'bytes' ? formatBytes(value) : formatCount(value);
}

/** All digits, for tooltips. @param {number} value @param {string} unit */
export function formatExact(value, unit) {
  return GROUPED.format(value) + (unit ? ' ' + unit : '');
}

/** Share of a whole; a dash where there is no whole. @param {number} part @param {number} whole */
export function formatShare(part, whole) {
  if (!(whole > 0)) {
    return '\u2013';
  }
  const percent = 100 * part / whole;
  return percent > 0 && percent < 0.1
    ? '<0.1 %'
    : (percent > 99.9 && percent < 100 ? Math.min(percent, 99.99).toFixed(2) : percent.toFixed(1)) + ' %';
}
