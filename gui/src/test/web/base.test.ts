import assert from 'node:assert/strict';
import {test} from 'node:test';
import {NO_GROUP, Palette, causeColor, groupColor, groupColors, layerOf, mixed} from '../../main/web/base/colors';
import {formatBytes, formatLarge, formatNs, formatNumber, formatShare, formatSigned, formatTick, formatValue, plural, ticks} from '../../main/web/base/format';
import {clipped, distinctEnds, placeText, shortName, shortPlace, shown, visible} from '../../main/web/base/names';
import {parseQuery} from '../../main/web/base/query';

test('times have three digits and a fitting unit', () => {
  assert.deepEqual([0, 999, 1000, 12_345, 123_456, 12_345_678, 1.5e9, 120e9].map(formatNs), ['0 ns', '999 ns', '1.00 µs', '12.3 µs', '123 µs', '12.3 ms', '1.50 s', '120 s']);
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
