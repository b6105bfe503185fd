import assert from 'node:assert/strict';
import {test} from 'node:test';
import {MERGED, boxAt, boxOf} from '../../main/web/draw/rows';
import {Plot} from '../../main/web/draw/plot';
import {shortName} from '../../main/web/base/names';
import {api, askInstead} from '../../main/web/view/api';
import {asked, askForFirstView} from '../../main/web/view/early';
import {FlameData, libraryOf} from '../../main/web/view/flamedata';
import {callersOf, withPeaks} from '../../main/web/view/memory';
import {depthOf, heatsOf} from '../../main/web/view/heat';
import type {Flame, Ranks, Steps, Track} from '../../main/web/view/protocol';
import {sizesOf} from '../../main/web/view/overview';
import {roofLines} from '../../main/web/view/roofline';
import {comparable} from '../../main/web/view/runs';
import {measuredIn} from '../../main/web/view/source';
import {compareCells, csvOf, draftOf, linked} from '../../main/web/view/sql';
import {summary} from '../../main/web/view/steps';
import {readHash, writeHash} from '../../main/web/view/hash';
import {placeName, readPlaces, withPlace} from '../../main/web/view/scrolled';
import {HOW_TO_RECORD} from '../../main/web/view/tables';
import {Scope, exactly, exactlyAt, rangeOf, toggled} from '../../main/web/view/state';
import {groupId, layOut} from '../../main/web/view/lanes';
import {TimelineModel} from '../../main/web/view/timelinemodel';

test('a link restores the view, whatever is in it', () => {
  const view = {...readHash(''), view: 'flame', search: '/a&b=c#%/i', root: '3.17', from: '5', to: '9', sql: 'SELECT 1 -- \u{1F600} "<script>"'};
  assert.deepEqual(readHash(writeHash(view)), view);
});

test('numbers that come as text are sorted as numbers', () => {
  const sorted = (cells: (number | string | null)[], numeric: boolean) => [...cells].sort((a, b) => compareCells(a, b, numeric));
  assert.deepEqual(sorted(['NaN', 8000, '9007199254740993', null, 'Infinity', -5, '-Infinity'], true), [null, '-Infinity', -5, 8000, '9007199254740993', 'Infinity', 'NaN']);
  assert.deepEqual(sorted(['9007199254740995', '9007199254740993'], true), ['9007199254740993', '9007199254740995']);
  assert.deepEqual(sorted(['b', '10', '9'], false), ['10', '9', 'b']);
});

test('what is as usual is not written down', () => {
  assert.equal(writeHash(readHash('#view=overview&p=&unknown=1')), '#');
  // The first run of a folder is another place than the folder.
  assert.equal(writeHash(readHash('#p=0')), '#p=0');
});

test('an address that is broken leaves the rest as it is', () => {
  const view = readHash('#view=flame&search=%E0%A4%A&root=1.2');
  assert.equal(view.view, 'flame');
  assert.equal(view.search, '');
  assert.equal(view.root, '1.2');
});

test('half characters do not keep a link from being made', () => {
  assert.equal(readHash(writeHash({...readHash(''), search: 'a\uD83Db'})).search, 'a\ufffdb');
  assert.equal(asked({q: '\uDE00'}), '?q=%EF%BF%BD');
});

test('the second pane stands inside of the first one', () => {
  const inner = {...readHash(''), p: '1', view: 'flame', search: 'a&b'};
  const outer = {...readHash(''), other: writeHash(inner)};
  assert.deepEqual(readHash(readHash(writeHash(outer)).other), inner);
});

test('a change that changes nothing is not told', () => {
  let told = 0;
  const scope = new Scope(readHash(''), () => told++);
  scope.show({view: 'overview'});
  assert.equal(told, 0);
  scope.show({view: 'flame'});
  assert.equal(told, 1);
});

test('another profile forgets places of the one before', () => {
  const scope = new Scope(readHash('#p=0&root=1.2&from=1&to=2&color=library'), () => {});
  scope.showProfile(1);
  assert.deepEqual([scope.view.p, scope.view.root, scope.view.from, scope.view.color], ['1', '', '', 'library']);
});

test('a range needs both ends', () => {
  assert.deepEqual(rangeOf(readHash('#from=3')), {});
  assert.deepEqual(rangeOf(readHash('#from=0&to=9')), {from: '0', to: '9'});
});

test('words go in and out of a list', () => {
  assert.equal(toggled('', 'a'), 'a');
  assert.equal(toggled('a,b', 'a'), 'b');
});

test('a line is looked for where it is, and not by its function', () => {
  const pattern = /^\/(.*)\/$/.exec(exactlyAt('Block.forward', 'examples/work+loads.py', 43));
  const found = (text: string) => new RegExp(pattern![1]).test(text);
  assert.ok(found('examples/work+loads.py(43): Block.forward'));
  for (const other of ['Block.forward', 'examples/work+loads.py(42): Block.forward', 'xwork+loads.py(43): Block.forward', 'work+loads.py(43): Block.forward2']) {
    assert.ok(!found(other), other);
  }
  assert.equal(exactlyAt('net.py(7): forward', '/opt/net.py', 7), exactly('net.py(7): forward'));
  assert.equal(exactlyAt('main', null, 0), exactly('main'));
});

test('a name is looked for exactly, however odd it is', () => {
  const name = 'void f<1, (int)2>(a*, /b\\c) [x].{y}^$|?+';
  const pattern = /^\/(.*)\/$/.exec(exactly(name));
  assert.ok(pattern && new RegExp(pattern[1]).test(name));
  assert.ok(exactly('x'.repeat(9000)).length <= 500);
});

test('parameters that are not set are not asked', () => {
  assert.equal(asked({p: 0, q: 'a b&c', none: '', nothing: null, missing: undefined, no: false}), '?p=0&q=a%20b%26c&no=false');
});

const FLAME: Flame = {
  metric: 'device_ns', unit: 'ns', view: 'down', total: 9400,
  root: {path: '3', value: 9000, self: 0, frame: 3, node: 2, base: null},
  rows: 3, below: false,
  ancestors: [{path: '', frame: 0, value: 9400}],
  boxes: {
    depth: [0, 1, 1, 2], parent: [-1, 0, 0, 1], x: [0, 0, 8000, 0], value: [9000, 8000, 1000, 7500], self: [0, 500, 1000, 7500],
    frame: [3, 17, -1, 22], merged: [1, 1, 12, 1], node: [2, 5, -1, 9], match: [0, 1, 0, 0],
  },
  frames: {id: [0, 3, 17, 22], kind: [0, 1, 2, 3], name: ['run', 'step', 'aten::mm', 'gemm'], file: [null, null, null, null], line: [0, 0, 0, 0], library: [null, null, null, null]},
};
const KINDS = ['run', 'step', 'operator', 'kernel'];

test('boxes stand below the way to them, scaled to the width', () => {
  const data = new FlameData(FLAME, KINDS, 900);
  assert.equal(data.rows.length, 4);
  assert.deepEqual(data.rows[0], {node: [0], x: [0], width: [900]});
  assert.deepEqual(data.rows[2], {node: [2, MERGED], x: [0, 800], width: [800, 100]});
  assert.equal(data.label(4), 'gemm');
  assert.equal(data.kind(4), 'kernel');
});

test('a box knows its path, and a path its box', () => {
  const data = new FlameData(FLAME, KINDS, 900);
  assert.equal(data.path(4), '3.17.22');
  assert.equal(data.path(1), '3');
  assert.equal(data.path(0), '');
  assert.equal(data.nodeOfPath('3.17'), 2);
  assert.equal(data.nodeOfPath('9'), MERGED);
  assert.equal(data.nodeOfTree(9), 4);
  assert.equal(data.parent(4), 2);
  assert.equal(data.parent(1), 0);
});

/** run -> a -> b -> c, all of 10; c calls d of 4. */
function chain(ancestors: Flame['ancestors'] = []): Flame {
  return {
    ...FLAME, total: 10, root: {...FLAME.root, path: '', value: 10, frame: 0}, ancestors,
    boxes: {depth: [0, 1, 2, 3, 4], parent: [-1, 0, 1, 2, 3], x: [0, 0, 0, 0, 0], value: [10, 10, 10, 10, 4], self: [0, 0, 0, 6, 4], frame: [0, 1, 2, 3, 4], merged: [1, 1, 1, 1, 1], node: [0, 1, 2, 3, 4], match: [0, 1, 0, 0, 0]},
    frames: {id: [0, 1, 2, 3, 4], kind: [0, 1, 1, 1, 1], name: ['run', 'a', 'b', 'c', 'd'], file: [null, null, null, null, null], line: [0, 0, 0, 0, 0], library: [null, null, null, null, null]},
  };
}

test('Python frames that pass everything on are left out, and stay in the path', () => {
  const data = new FlameData(chain(), ['run', 'python'], 100, {fold: true});
  assert.deepEqual(data.rows.map((row) => row.node.map((node) => data.label(node))), [['all'], ['c'], ['d']]);
  assert.equal(data.path(4), '1.2.3.4');
  assert.equal(data.parent(3), 0);
  assert.equal(data.drawnMatches(), 0);
  const whole = new FlameData(chain(), ['run', 'python'], 100);
  assert.equal(whole.rows.length, 5);
  assert.equal(whole.drawnMatches(), 1);
});

test('what is zoomed in to is shown even where it only passes on', () => {
  const zoomed = {...chain([{path: '', frame: 0, value: 10}]), root: {...FLAME.root, path: '1', value: 10, frame: 1}};
  zoomed.boxes = {...zoomed.boxes, depth: [0, 1, 2, 3], parent: [-1, 0, 1, 2], frame: [1, 2, 3, 4], x: [0, 0, 0, 0], value: [10, 10, 10, 4], node: [1, 2, 3, 4]};
  const data = new FlameData(zoomed, ['run', 'python'], 100, {fold: true});
  assert.deepEqual(data.rows.map((row) => row.node.map((node) => data.label(node))), [['all'], ['a'], ['c'], ['d']]);
});

test('matches are those of the server', () => {
  const picture = new FlameData(FLAME, KINDS, 900).picture('layer', false);
  assert.equal(picture.matches?.(2), true);
  assert.equal(picture.matches?.(4), false);
});

test('the box at a place is found', () => {
  const row = {node: [5, 6, 7], x: [0, 10, 30], width: [10, 15, 5]};
  assert.deepEqual([0, 9.9, 10, 24, 26, 30, 36].map((x) => boxAt(row, x)), [0, 0, 1, 1, -1, 2, -1]);
  assert.equal(boxAt(undefined, 3), -1);
  assert.deepEqual(boxOf([row], 7), {depth: 0, index: 2});
});

test('a frame belongs to a library by what is known about it', () => {
  assert.equal(libraryOf('ncclDevKernel_AllReduce', 'kernel', null, null), 'NCCL');
  assert.equal(libraryOf('sm90_xmma_gemm_bf16', 'kernel', null, null), 'BLAS');
  assert.equal(libraryOf('sm80_xmma_fprop_implicit_gemm', 'kernel', null, null), 'cuDNN');
  assert.equal(libraryOf('cudaLaunchKernel', 'runtime', null, null), 'device runtime');
  assert.equal(libraryOf('rank 0', 'rank', null, null), '');
  assert.equal(libraryOf('torch/nn/modules/module.py(1751): _call_impl', 'python', null, null), 'torch');
  assert.equal(libraryOf('train.py(3): main', 'python', null, null), 'own code');
  assert.equal(libraryOf('aten::mm', 'operator', null, null), 'ATen');
  assert.equal(libraryOf('f', 'native', null, '/usr/lib/libc.so.6'), 'libc.so.6');
});

test('what is no number in a link is left at what it is usually', () => {
  const view = readHash('#p=NaN&t0=Infinity&t1=-1e400&slice=1.5&line=1e9&moment=0x10&device=9223372036854775807&view=flame');
  assert.deepEqual([view.p, view.t0, view.t1, view.slice, view.line, view.moment, view.device, view.view], ['', '', '', '', '', '', '', 'flame']);
  assert.equal(readHash('#t0=-12&t1=5').t0, '-12');
  assert.equal(readHash('#p=-1').p, '');
});

test('a range in a link has two ends, the later one last', () => {
  for (const hash of ['from=5', 'to=5', 'from=5&to=5', 'from=7&to=5', 'from=NaN&to=5', 'from=-5&to=5']) {
    const view = readHash('#' + hash);
    assert.deepEqual([view.from, view.to], ['', '']);
  }
  assert.equal(readHash('#find=' + 'a'.repeat(9000)).find.length, 500);
  assert.deepEqual([readHash('#from=0&to=5').from, readHash('#from=0&to=5').to], ['0', '5']);
});

test('what the server refuses is asked once, not with each picture', async () => {
  let asked = 0;
  const before = api;
  askInstead({...before, slices: () => {
    asked++;
    return Promise.reject(new Error('no'));
  }});
  try {
    const model = new TimelineModel(0, {start: 0, end: 100, clocks: [], tracks: [track(0, {})]}, () => model.need(lanes, 100));
    const lanes = layOut(model.tracks.tracks, 13, [], []).map((each) => each.lane);
    model.need(lanes, 100);
    await new Promise((done) => setTimeout(done, 20));
    assert.equal(asked, 1);
    assert.equal(model.error?.message, 'no');
    model.search = 'x';
    model.need(lanes, 100);
    await new Promise((done) => setTimeout(done, 20));
    assert.equal(asked, 2);
  } finally {
    askInstead(before);
  }
});

test('short peaks of memory are drawn', () => {
  assert.deepEqual(withPeaks({t: [0, 100, 200], max: [5, 9, 7], last: [5, 6, 7]}, 10), {x: [0, 100, 110, 200], y: [5, 9, 6, 7]});
  assert.deepEqual(withPeaks({t: [0, 4], max: [9, 3], last: [2, 3]}, 10), {x: [0, 4, 4], y: [9, 2, 3]});
});

function track(number: number, change: Partial<Track>): Track {
  return {track: number, type: 'thread', rank: 'rank 0', group: 'python', name: 't', rows: 2, slices: 1, unit: '', ...change};
}

test('lanes stand one below the other, groups above their tracks', () => {
  const tracks = [track(0, {}), track(1, {rows: 40}), track(2, {group: 'GPU', type: 'stream', rows: 1})];
  const lanes = layOut(tracks, 10, [], []);
  assert.deepEqual(lanes.map((each) => each.lane.kind), ['group', 'boxes', 'boxes', 'group', 'boxes']);
  lanes.slice(1).forEach((each, i) => assert.equal(each.lane.top, lanes[i].lane.top + lanes[i].lane.height));
  assert.equal(lanes[2].deep, true);
  const open = layOut(tracks, 10, [], ['1']);
  assert.ok(open[2].lane.height > lanes[2].lane.height);
  const closed = layOut(tracks, 10, [groupId(tracks[0])], []);
  assert.deepEqual(closed.map((each) => each.lane.kind), ['group', 'group', 'boxes']);
});

test('a plot finds the nearest bar, and the nearest dot only where there is one', () => {
  const bars = new Plot({series: [{kind: 'bars', label: '', color: '#000000', x: [0, 1, 2], y: [5, 7, 3]}], x: {label: '', unit: ''}, y: {label: '', unit: ''}}, 400, 200, 10);
  assert.equal(bars.nearest(bars.x(1) + 3, 0).index, 1);
  const dots = new Plot({series: [{kind: 'dots', label: '', color: '#000000', x: [1, 100], y: [1, 100]}], x: {label: '', unit: '', log: true}, y: {label: '', unit: '', log: true}}, 400, 400, 10);
  assert.equal(dots.nearest(dots.x(100), dots.y(100)).index, 1);
  assert.equal(dots.nearest(dots.x(100), dots.y(1)).index, -1);
  assert.ok(Math.abs(dots.xAt(dots.x(10)) - 10) < 1e-9);
});

test('keys go from point to point of a plot, and not to what is not there', () => {
  const line = {kind: 'line' as const, color: '#000000', x: [0, 1, 2, 3], bare: false};
  const plot = new Plot({series: [{...line, label: 'a', y: [5, NaN, 3, 1]}, {...line, label: 'b', y: [1, 2, 3, NaN]}], x: {label: '', unit: ''}, y: {label: '', unit: ''}}, 400, 200, 10);
  assert.deepEqual(plot.beside(-1, -1, 'ArrowRight'), {series: 0, index: 0});
  assert.deepEqual(plot.beside(-1, -1, 'ArrowLeft'), {series: 0, index: 3});
  assert.deepEqual(plot.beside(0, 0, 'ArrowRight'), {series: 0, index: 2});
  assert.deepEqual(plot.beside(0, 2, 'End'), {series: 0, index: 3});
  assert.deepEqual(plot.beside(0, 3, 'ArrowRight'), {series: 0, index: 3});
  assert.deepEqual(plot.beside(0, 2, 'ArrowDown'), {series: 1, index: 2});
  assert.equal(plot.beside(0, 3, 'ArrowDown'), undefined);
  assert.equal(plot.beside(0, 0, 'ArrowUp'), undefined);
  assert.equal(plot.beside(0, 0, 'x'), undefined);
});

test('a roof rises with the memory and ends at what the units can do', () => {
  const dot = {operator: 'mm', shapes: '', kernel: '', calls: 1, device_ns: 10, flops: 100, bytes: 1000, bound: 'memory', efficiency: 0.5, roof: 0};
  const [roof] = roofLines({available: true, missing: null, device_ns: 10, modelled_ns: 10, dots_total: 1, roofs: [{device: 'd', units: 'u', flops_per_s: 1000, bytes_per_s: 100}], dots: [dot]});
  assert.deepEqual(roof, {label: 'd, u', x: [0.1, 10, 40], y: [10, 1000, 1000]});
});

test('an answer becomes CSV', () => {
  const columns = [{name: 'a', type: 'VARCHAR', numeric: false}, {name: 'b,c', type: 'BIGINT', numeric: true}];
  assert.equal(csvOf({columns, rows: [['x"y\n', 1], [null, null]], rows_total: 2, rows_hidden: 0, elapsed_ms: 1}), 'a,"b,c"\n"x""y\n",1\n,\n');
});

test('how far things are scrolled is read from links as far as they say it', () => {
  assert.deepEqual([...readPlaces('kernels:12.5,code:40:3')], [['kernels', {y: 12.5, x: 0}], ['code', {y: 40, x: 3}]]);
  for (const odd of ['', 'kernels', 'kernels:', 'kernels:-3', 'kernels:1e9', 'kernels:NaN', 'Kernels:3', '<b>:3', '__proto__:3', 'kernels:9999999999']) {
    assert.deepEqual([...readPlaces(odd)], [], odd);
  }
  assert.equal(withPlace('kernels:12.5,code:40', 'code', {y: 41.239, x: 0}), 'kernels:12.5,code:41.24');
  assert.equal(withPlace('kernels:12.5,code:40', 'kernels', {y: 0, x: 0}), 'code:40');
  assert.equal(withPlace('', 'code', {y: 0, x: 2}), 'code:0:2');
  assert.equal(placeName('What is alive, by where'), 'what-is-alive-by-where');
});

test('who holds memory is told with the line that asked for it, once', () => {
  const path = ['thread 1', 'step', 'torch/nn/module.py(12): call', 'aten::empty', 'cudaMalloc'];
  const kinds = ['thread', 'python', 'python', 'operator', 'runtime'];
  assert.deepEqual(callersOf({path, kinds, places: ['', '/a/train.py:7', 'torch/nn/module.py:12', '', '']}), ['step train.py:7', shortName(path[2], 'python'), 'aten::empty']);
  assert.deepEqual(callersOf({path: ['malloc'], kinds: ['native'], places: ['malloc.c:3']}), ['malloc malloc.c:3']);
});

test('what was asked early and failed is asked again, and only then an error', async () => {
  const before = globalThis.fetch;
  const busy = () => Promise.resolve(new Response('{"error": {"code": "busy", "message": "later"}}', {status: 503}));
  const good = () => Promise.resolve(new Response('{"profiles": []}', {headers: {'content-type': 'application/json'}}));
  const broken = () => Promise.resolve(new Response('{"prof', {headers: {'content-type': 'application/json'}}));
  const lost = () => Promise.reject(new TypeError('connection lost'));
  let answers: (() => Promise<Response>)[] = [];
  globalThis.fetch = () => answers.shift()!();
  try {
    for (const failed of [busy, broken, lost]) {
      answers = [failed, good];
      askForFirstView(readHash(''));
      assert.deepEqual(await api.session(0), {profiles: []});
      assert.equal(answers.length, 0);
    }
    answers = [lost, busy];
    askForFirstView(readHash(''));
    assert.equal(await api.session(0).then(() => '', (error: Error) => error.message), 'later');
    answers = [good];
    askForFirstView(readHash(''));
    assert.deepEqual(await api.session(0), {profiles: []});
  } finally {
    globalThis.fetch = before;
  }
});

test('ranks that differ by little are told apart by their colours, metric by metric', () => {
  const ranks: Ranks = {
    columns: ['GPU time', 'Idle', 'Kernels', 'Copies', 'Step'].map((label, i) => ({id: 'm' + i, label, unit: 'ns'})),
    rows: ['rank 0', 'rank 1', 'rank 2'],
    values: [[1000, 100, 70, 0, null], [1020, 400, 70, 5, null], [990, 90, 70.1, 0, null]],
    median: [1000, 100, 70, 0, null],
    kernels: {names: ['gemm', 'only here'], values: [[8000, 8400, 8100], [0, 0, 7]]},
  };
  const [byRank, kernels] = heatsOf(ranks);
  const depths = byRank.rows.map((_, i) => byRank.columns.map((_, j) => depthOf(byRank, i, j)));
  // What no rank has is left out; 2 % of GPU time are as deep as three times the idle time.
  assert.deepEqual(byRank.columns.map(({label}) => label), ['GPU time', 'Idle', 'Kernels', 'Copies']);
  assert.deepEqual(depths.map((row) => row[0].toFixed(2)), ['0.00', '1.00', '-0.50']);
  assert.deepEqual(depths.map((row) => row[1].toFixed(2)), ['0.00', '1.00', '-0.03']);
  // A seventh of a percent is no difference to be alarmed by.
  assert.ok(depths[2][2] > 0.1 && depths[2][2] < 0.2);
  // Also where the median is nothing at all.
  assert.deepEqual(depths.map((row) => row[3]), [0, 1, 0]);
  assert.deepEqual(kernels.largest.map((each) => each.toFixed(3)), ['0.037', '0.000']);
  assert.deepEqual([0, 1, 2].map((j) => depthOf(kernels, 1, j)), [0, 0, 1]);
});

test('steps without a time are counted beside those that have one', () => {
  const steps = {d: [1e6, 3e6]} as Steps['steps'];
  const value = {steps, median_ns: 2e6, rule: ''} as Steps;
  assert.equal(summary(value, 0, 2), '2 steps, median 2.00 ms, slowest 3.00 ms');
  assert.equal(summary(value, 1, 3), '2 of 3 steps with a time, median 2.00 ms, slowest 3.00 ms, 1 outlier');
});

test('lines that were only sampled are told apart by samples', () => {
  const line = (device: number, cpu: number, samples: number) => ({device, cpu, samples});
  assert.equal(measuredIn([line(0, 0, 5), line(0, 0, 0)]), 'samples');
  assert.equal(measuredIn([line(0, 0, 5), line(0, 7, 1)]), 'cpu');
  assert.equal(measuredIn([line(3, 0, 5), line(0, 7, 1)]), 'device');
  assert.equal(measuredIn([]), 'cpu');
});

test('lines of a trend join runs that are compared', () => {
  const runs = [{run: 0, against: null}, {run: 1, against: null}, {run: 2000, against: 0}, {run: 3, against: 1}, {run: 4, against: 2000}];
  assert.deepEqual(comparable(runs), [[0, 2, 4], [1, 3]]);
});

test('a text that was not sent is in the link, unless it is huge', () => {
  assert.equal(draftOf('SELECT 1', 'SELECT 2'), 'SELECT 1');
  assert.equal(draftOf('SELECT 2', 'SELECT 2'), '');
  assert.equal(draftOf('SELECT * FROM kernels LIMIT 100', ''), '');
  assert.equal(draftOf('x'.repeat(8_001), 'SELECT 2'), '');
  assert.equal(readHash('#draft=' + 'x'.repeat(9_000)).draft.length, 8_000);
  // Links are as long as what is written in them: a letter may take nine signs.
  assert.equal(draftOf('選'.repeat(1_000), ''), '');
  assert.equal(draftOf('選'.repeat(888), ''), '選'.repeat(888));
  assert.equal(readHash('#draft=' + '選'.repeat(1_000)).draft, '選'.repeat(888));
  assert.equal(readHash('#draft=' + 'x'.repeat(7_990) + '😀').draft, 'x'.repeat(7_990));
});

test('a link holds the query that ran, unless it is huge', () => {
  assert.equal(linked('SELECT 1'), 'SELECT 1');
  assert.equal(linked('x'.repeat(8_001)), '');
});

test('what was never read has no size', () => {
  const input = {file: 'a', label: 'a', format: 'chrome', bytes: 2048, events: 1, problems: []};
  assert.deepEqual(sizesOf(input), ['2.00 KiB', '1 event']);
  assert.deepEqual(sizesOf({...input, format: 'plumb', bytes: 0, events: 0}), []);
});

test('each table says in its own words what was not recorded', () => {
  // Kernels may be there without the calls that launched them, and a reader must not be told that nothing was recorded.
  assert.equal(new Set(Object.values(HOW_TO_RECORD)).size, Object.keys(HOW_TO_RECORD).length);
});
