import assert from 'node:assert/strict';
import {test} from 'node:test';
import {CAUSE_NAMES, GROUP_COLORS, HATCHED, LAYERS, NO_GROUP, Palette, READABLE, causeColor, contrast, groupColor, groupColors, layerOf, mixed} from '../../main/web/base/colors';
import {formatBytes, formatLarge, formatNs, formatNumber, formatShare, formatSigned, formatTick, formatValue, plural, ticks} from '../../main/web/base/format';
import {clipped, distinctEnds, named, placeText, shortName, shortPlace, shown, visible} from '../../main/web/base/names';
import {parseQuery} from '../../main/web/base/query';

test('times have three digits and a fitting unit', () => {
  assert.deepEqual([0, 999, 1000, 12_345, 123_456, 12_345_678, 999_700_000, 1.5e9, 119e9, 120e9, -78_424e9].map(formatNs), ['0 ns', '999 ns', '1.00 µs', '12.3 µs', '123 µs', '12.3 ms', '1.00 s', '1.50 s', '119 s', '2.00 min', '-21.8 h']);
});

test('bytes are counted in powers of two, counts in groups of three', () => {
  assert.equal(formatBytes(1023), '1,023 B');
  assert.equal(formatBytes(1536), '1.50 KiB');
  assert.equal(formatValue(1234567, ''), '1,234,567');
  assert.equal(formatValue(0, 'flops'), '0 FLOP');
  assert.equal(formatValue(51.9e12, 'flops/s'), '51.9 TFLOP/s');
  assert.equal(formatValue(1234.5, 'flops/s'), '1,235 FLOP/s');
  assert.equal(formatLarge(2.5e12), '2.50 T');
  assert.equal(plural(1, 'kernel'), '1 kernel');
  assert.equal(plural(2000, 'kernel'), '2,000 kernels');
});

test('no number is shown as zero that is none', () => {
  assert.deepEqual([0, 1234.5, -0.25, 1.5e-7, -0.00012345678, 1e300].map(formatNumber), ['0', '1,234.5', '-0.25', '1.5e-7', '-0.000123457', '1e+300']);
  assert.equal(formatNumber(1419116104507840), '1,419,116,104,507,840');
});

test('shares never say 0 or 100 when they are not', () => {
  assert.equal(formatShare(1, 100_000), '<0.1 %');
  assert.equal(formatShare(99_999, 100_000), '99.99 %');
  assert.equal(formatShare(0, 5), '0.0 %');
  assert.equal(formatShare(1, 0), '–');
});

test('differences carry their sign', () => {
  assert.equal(formatSigned(1500, 'ns'), '+1.50 µs');
  assert.equal(formatSigned(-1500, 'ns'), '−1.50 µs');
  assert.equal(formatSigned(0, 'ns'), '±0 ns');
});

test('ticks are round, inside, and about as many as asked for', () => {
  assert.deepEqual(ticks(0, 10, 5), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(ticks(3, 17, 3), [5, 10, 15]);
  assert.deepEqual(ticks(1, 1, 5), []);
  assert.deepEqual(ticks(0, Infinity, 5), []);
});

test('a tick has as many digits as its neighbours need to differ', () => {
  assert.equal(formatTick(1_234_000_000, 1_000_000), '1,234 ms');
  assert.equal(formatTick(1_234_500_000, 500_000), '1,234.5 ms');
  assert.equal(formatTick(2_000_000_000, 500_000_000), '2.0 s');
  assert.equal(formatTick(1_500, 100), '1.5 µs');
  assert.equal(formatTick(17, 1), '17 ns');
});

test('what shows nothing or turns the text is written out', () => {
  assert.equal(visible('a\u202Eb\u0000c\u2028'), 'a⟨U+202E⟩b⟨U+0000⟩c⟨U+2028⟩');
  assert.equal(visible('👩‍🚀'), '👩‍🚀');
  assert.equal(visible('\uD800x'), '⟨U+D800⟩x');
  assert.equal(visible('\uFFFE\uFFFF'), '⟨U+FFFE⟩⟨U+FFFF⟩');
  assert.equal(shown('x'.repeat(500)).length, 400);
});

test('an empty name is said to be one', () => {
  assert.equal(named(''), '[no name]');
  assert.equal(named(' '), '[no name]');
  assert.equal(named('gemm'), 'gemm');
  assert.equal(shortName('', 'kernel'), '[no name]');
  assert.equal(shortName('a.py(3): ', 'python'), '[no name]  a.py:3');
  assert.equal(shown(''), '');
});

test('names are never cut inside a character', () => {
  assert.equal(clipped('ab😀cd', 4), 'ab…');
  assert.equal(clipped('abcd', 4), 'abcd');
});

test('a box says what tells frames apart', () => {
  assert.equal(shortName('a/b/model.py(12): forward', 'python'), 'forward  model.py:12');
  assert.equal(shortName('<built-in method relu of type object at 0x>', 'python'), 'relu  built-in');
  assert.equal(shortName('nn.Module: Linear_0', 'module'), 'Linear_0');
  assert.equal(shortName('void at::native::(anonymous namespace)::f<4>(int)', 'kernel'), 'f<4>(int)');
  assert.equal(shortPlace({file: '/x/train.py', line: 7, library: null}, 'python'), '  train.py:7');
  assert.equal(shortPlace({file: '/x/train.c', line: 7, library: null}, 'native'), '');
  assert.equal(placeText({file: 'a.py', line: 0, library: 'l.so'}), 'a.py in l.so');
});

test('text is looked for in any case, expressions between slashes as they say', () => {
  const matches = (query: string, name: string) => parseQuery(query).test?.(name);
  assert.equal(matches('MM', 'aten::addmm'), true);
  assert.equal(matches('/^mm$/', 'addmm'), false);
  assert.equal(matches('/MM/i', 'addmm'), true);
  assert.equal(parseQuery('').test, null);
  assert.ok(parseQuery('/(/').error);
  const again = parseQuery('/m/g').test;
  assert.deepEqual([again?.('m'), again?.('m')], [true, true]);
});

test('a kind has the colour of its layer, an unknown one that of places', () => {
  assert.equal(layerOf('memcpy').id, 'copy');
  assert.equal(layerOf('never heard of').id, 'place');
});

test('groups and frames keep their colours', () => {
  const palette = new Palette(false);
  assert.match(palette.fill('kernel', 7), /^#[0-9a-f]{6}$/);
  assert.equal(groupColor('torch'), groupColor('torch'));
});

test('groups that are seen together have colours of their own', () => {
  const names = Array.from({length: 10}, (_, i) => 'group' + i);
  const colors = groupColors(names);
  assert.equal(new Set(colors.values()).size, 10);
  assert.equal(colors.get('group0'), groupColor('group0'));
  assert.equal(groupColors(['', 'a']).get(''), NO_GROUP);
  assert.equal(groupColors([...names, 'one more']).get('one more'), groupColor('one more'));
});

test('ink can be read on light and on dark', () => {
  const palette = new Palette(true);
  assert.equal(palette.inkOn('#ee8866'), palette.ink);
  assert.equal(palette.inkOn('#1a1f25'), '#ffffff');
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});

test('labels can be read on every box of every colour, in both themes', () => {
  for (const dark of [false, true]) {
    const palette = new Palette(dark);
    const least = (name: string, ink: string, ground: string) => assert.ok(contrast(ink, ground) >= READABLE, `${name}, ${dark ? 'dark' : 'light'}: ${ink} on ${ground} is ${contrast(ink, ground).toFixed(2)}`);
    for (let id = 0; id < 40; id++) {
      for (const {id: layer, kinds} of LAYERS) {
        least(layer, palette.ink, palette.fill(kinds[0], id));
      }
      for (const color of [...GROUP_COLORS, NO_GROUP, ...CAUSE_NAMES.map(causeColor)]) {
        least(color, palette.ink, palette.shade(color, id));
      }
    }
    for (let part = -1; part <= 1; part += 1 / 64) {
      const ground = palette.difference(part);
      least('difference ' + part, palette.inkOn(ground), ground);
    }
    least('dimmed', palette.faintInk, palette.faint);
    for (const ground of [palette.panel, palette.ground]) {
      least('text', palette.text, ground);
      least('muted', palette.muted, ground);
      least('accent', palette.accent, ground);
    }
  }
});

// What is left of a colour, in linear light, for those who lack the cones of long, middle or short
// waves: Machado, Oliveira and Fernandes 2009, severity 1; and for everybody else.
const EYES: Record<string, number[][]> = {
  all: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** CIE 1976 L*a*b* under D65, as eyes see a colour. */
function seen(color: string, eyes: number[][]): number[] {
  const linear = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  const [r, g, b] = eyes.map((row) => Math.max(0, Math.min(1, row.reduce((sum, each, i) => sum + each * linear[i], 0))));
  const [x, y, z] = [(0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047, 0.2126 * r + 0.7152 * g + 0.0722 * b, (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883]
    .map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Colours that stand side by side differ by so much of CIE 1976; 2.3 is what eyes just notice. */
const APART = 8;

test('nobody takes one colour for another one, whatever cones they lack', () => {
  const hatched = LAYERS.filter(({id}) => HATCHED.has(id));
  const sets: Record<string, string[]> = {
    // What is hatched is told from the rest by that.
    layers: LAYERS.filter((layer) => !hatched.includes(layer)).map(({color}) => color),
    groups: GROUP_COLORS,
    causes: [...new Set(CAUSE_NAMES.map(causeColor))],
    difference: [-1, 0, 1].map((part) => new Palette(false).difference(part)),
    'difference, dark': [-1, 0, 1].map((part) => new Palette(true).difference(part)),
  };
  for (const [name, colors] of Object.entries(sets)) {
    for (const [eyes, left] of Object.entries(EYES)) {
      const places = colors.map((color) => seen(color, left));
      places.forEach((place, i) => places.slice(0, i).forEach((other, j) => {
        const apart = Math.hypot(...place.map((each, axis) => each - other[axis]));
        assert.ok(apart >= APART, `${name}, ${eyes}: ${colors[i]} and ${colors[j]} are ${apart.toFixed(1)} apart`);
      }));
    }
  }
});

test('paths are as long as they must be to tell them apart', () => {
  assert.deepEqual(distinctEnds(['/a/h100/q.json', '/a/mi300/q.json', 'x/other.json']), ['h100/q.json', 'mi300/q.json', 'other.json']);
  assert.deepEqual(distinctEnds(['q.json', 'q.json', 'a/q.json', '/']), ['q.json', 'q.json', 'a/q.json', '/']);
});

test('causes have colours of their own', () => {
  assert.equal(causeColor('host') === causeColor('copies'), false);
  assert.equal(causeColor('host late'), causeColor('host'));
  assert.equal(causeColor('new cause'), groupColor('new cause'));
});

test('a difference of nothing is grey, more and less go apart', () => {
  const palette = new Palette(false);
  assert.equal(palette.difference(0), '#eceff2');
  assert.equal(palette.difference(1), '#e4632d');
  assert.equal(palette.difference(-1), '#3f86c9');
  assert.equal(mixed('#000000', '#ffffff', 0.5), '#808080');
});
