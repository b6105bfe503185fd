// The page's head: what was read, the numbers one asks for first, and how each device spent its time.

import {bdi, byId, el} from './dom.js';
import {formatBytes, formatCount, formatExact, formatNs, formatShare, plural} from './format.js';
import {clipped, visible} from './names.js';

/** Parts of a device's timeline; together they are all of it. */
const PARTS = /** @type {const} */ ([
  {key: 'compute_ns', label: 'compute', part: 'part-compute'},
  {key: 'exposed_comm_ns', label: 'exposed comm.', part: 'part-comm'},
  {key: 'exposed_memcpy_ns', label: 'exposed copies', part: 'part-copy'},
  {key: 'idle_ns', label: 'idle', part: 'part-idle'},
]);

const SERIOUS = new Set(['data-loss', 'error']);

/** @param {import('./data.js').PageData} page @param {() => void} showInputs */
export function showHeader(page, showInputs) {
  const names = page.inputs.map((input) => visible(clipped(baseName(input.file), 120)));
  const title = names.length > 3 ? names.slice(0, 3).join(', ') + ` and ${names.length - 3} more` : names.join(', ');
  document.title = title + ' \u2013 Plumb';
  byId('title').replaceChildren(bdi(title));
  byId('tiles').replaceChildren(...tiles(page));
  showInputsButton(page, showInputs);
  byId('devices').replaceChildren(...devices(page.devices, page.inputs.length > 1), ...untimed(page.untimed_devices));
}

/** @param {string} file */
function baseName(file) {
  return file.split(/[/\\]/).pop() || file;
}

/** What was read, and whether all was well with it. @param {import('./data.js').PageData} page @param {() => void} showInputs */
function showInputsButton(page, showInputs) {
  const problems = page.inputs.flatMap((input) => input.problems);
  const bytes = formatBytes(sum(page.inputs, (input) => input.bytes));
  const found = byId('inputs');
  found.textContent = `${bytes} in ${plural(page.inputs.length, 'input')} \u00b7 `
    + (problems.length === 0 ? 'no problems' : plural(problems.length, 'kind') + ' of problem');
  found.classList.toggle('warn', problems.some((problem) => SERIOUS.has(problem.severity)));
  found.addEventListener('click', showInputs);
}

/** @param {import('./data.js').PageData} page */
function tiles(page) {
  const all = page.summary;
  const busy = sum(page.devices, (device) => device.busy_ns);
  const total = sum(page.devices, (device) => device.total_ns);
  const hasOther = all.samples + all.segments + all.graph_nodes > 0;
  const tiles = [];
  if (all.span_ns > 0 || !hasOther) {
    tiles.push(tile('Span', formatNs(all.span_ns), plural(all.events, 'event'), formatExact(all.span_ns, 'ns')));
  }
  if (page.devices.length > 0) {
    tiles.push(
      tile('GPU busy', formatShare(busy, total),
        `of ${formatNs(total)}` + (page.devices.length > 1 ? `, ${page.devices.length} devices` : ''),
        `${formatNs(busy)}: from the first to the last work of each device`),
      tile('Kernel time', formatNs(all.kernel_ns), plural(all.kernels, 'kernel'), formatExact(all.kernel_ns, 'ns') + ', overlaps counted twice'),
      tile('Linked', formatShare(all.linked_to_launch + all.linked_by_external_id, all.kernels),
        `op ${formatShare(all.linked_to_op, all.kernels)}, Python ${formatShare(all.linked_to_python, all.kernels)}`,
        'Kernels whose launch on the host is in the trace, and in which layers that call stands'),
      tile('Unattributed', formatNs(all.unattributed_device_ns),
        all.unattributed_device_ns > 0 ? plural(all.unattributed, 'kernel') + ' without launch' : 'all has a launch',
        'Device work that nothing in the trace explains', all.unattributed_device_ns > 0 ? 'warn' : ''));
  } else if (all.kernels > 0) {
    tiles.push(tile('Kernel time', all.kernel_ns > 0 ? formatNs(all.kernel_ns) : '\u2013', plural(all.kernels, 'kernel'),
      all.kernel_ns > 0 ? formatExact(all.kernel_ns, 'ns') + ', without a place in time' : 'Durations were not recorded'));
  } else if (!hasOther) {
    tiles.push(tile('GPU', 'none', 'no device work in the trace', ''));
  }
  if (all.samples > 0) {
    tiles.push(tile('Samples', formatCount(all.samples), all.sample_threads > 0 ? 'on ' + plural(all.sample_threads, 'thread') : '', ''));
  }
  if (all.segments > 0) {
    tiles.push(
      tile('Allocated', formatBytes(all.allocated_bytes), formatShare(all.allocated_bytes, all.reserved_bytes) + ' of what is reserved', formatExact(all.allocated_bytes, 'bytes')),
      tile('Reserved', formatBytes(all.reserved_bytes), 'in ' + plural(all.segments, 'segment'), formatExact(all.reserved_bytes, 'bytes')));
  }
  if (all.graph_nodes > 0) {
    tiles.push(tile('Operator graph', plural(all.graph_nodes, 'node'), `${all.graph_depth} deep`, ''));
  }
  if (all.cpu_ops + all.python_frames > 0 || !hasOther) {
    tiles.push(tile('Operators', formatCount(all.cpu_ops), plural(all.python_frames, 'Python frame'), ''));
  }
  return tiles;
}

/** @param {string} label @param {string} value @param {string} note @param {string} hint @param {string} [mood] */
function tile(label, value, note, hint, mood) {
  const element = el('div', 'tile ' + (mood ?? ''), el('dt', '', label), el('dd', 'value', value), el('dd', 'note', note));
  element.title = hint;
  return element;
}

/** @param {import('./data.js').Device[]} devices @param {boolean} several whether there are several inputs */
function devices(devices, several) {
  if (devices.length === 0) {
    return [];
  }
  const legend = el('div', 'parts');
  const total = sum(devices, (device) => device.total_ns);
  for (const part of PARTS) {
    const ns = sum(devices, (device) => device[part.key]);
    if (ns > 0) {
      legend.append(el('span', '', el('span', 'swatch ' + part.part), `${part.label} ${formatShare(ns, total)}`));
    }
  }
  const list = el('div', 'device-list');
  for (const device of devices) {
    const bar = el('div', 'bar');
    const spoken = [];
    for (const part of PARTS) {
      const ns = device[part.key];
      const text = `${part.label} ${formatNs(ns)} (${formatShare(ns, device.total_ns)})`;
      spoken.push(text);
      if (ns > 0) {
        const piece = el('div', part.part);
        piece.style.flexGrow = String(ns / device.total_ns);
        piece.title = text + ', exactly ' + formatExact(ns, 'ns');
        bar.append(piece);
      }
    }
    bar.setAttribute('role', 'img');
    bar.setAttribute('aria-label', spoken.join(', '));
    const name = visible((several ? device.label + ' \u00b7 ' : '') + 'GPU ' + device.id + (device.name ? ' \u00b7 ' + device.name : ''));
    const label = el('div', 'device-name', bdi(name));
    label.title = `${name}: ${plural(device.kernels, 'kernel')} in ${plural(device.streams, 'stream')}`;
    list.append(el('div', 'device', label, bar, el('div', 'device-total', formatNs(device.total_ns))));
  }
  return [el('h2', '', 'Device timeline'), legend, list];
}

/** Devices of which no work has a place in time. @param {import('./data.js').PageData['untimed_devices']} devices */
function untimed(devices) {
  return devices.slice(0, 16).map((device) => el('p', 'muted', bdi(visible(clipped('GPU ' + device.id + (device.name ? ' \u00b7 ' + device.name : ''), 200))),
    ': no work has a place in time, so there is no timeline'));
}

/** @template T @param {T[]} list @param {(each: T) => number} value */
function sum(list, value) {
  return list.reduce((total, each) => total + value(each), 0);
}
