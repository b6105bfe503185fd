import assert from 'node:assert/strict';
import {test} from 'node:test';
import {MERGED} from '../../main/web/draw/rows';
import {readProfile} from '../../main/web/embedded/data';
import type {PageData} from '../../main/web/embedded/data';
import {BottomUp, TopDown, pathTo} from '../../main/web/embedded/graph';
import type {Graph} from '../../main/web/embedded/graph';
import {layout} from '../../main/web/embedded/layout';
import {rank} from '../../main/web/embedded/ranking';
import {matchTotal, matchingFrames} from '../../main/web/embedded/search';
import {EmbeddedProfile} from '../../main/web/embedded/source';
import {addUp, reshape} from '../../main/web/embedded/tree';
import type {Tree} from '../../main/web/embedded/tree';

/** run(100) -> a(60: self 10, b 30, c 20), d(40: b 40); frames are named by their number. */
function small(): Tree {
  return addUp(Int32Array.of(-1, 0, 1, 1, 0, 4), Int32Array.of(0, 1, 2, 3, 4, 2), [Float64Array.of(0, 10, 30, 20, 0, 40)], new Float64Array(6));
}

/** A tree of random shape; the same for the same seed. */
function random(size: number, seed: number): Tree {
  let state = seed;
  const next = (below: number) => {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    return (state >>> 8) % below;
  };
  const parent = Int32Array.from({length: size}, (_, row) => (row === 0 ? -1 : Math.max(0, row - 1 - next(20))));
  const frame = Int32Array.from({length: size}, (_, row) => (row === 0 ? 0 : 1 + next(30)));
  return addUp(parent, frame, [0, 1].map(() => Float64Array.from({length: size}, () => (next(3) === 0 ? next(1 << 20) : 0))), new Float64Array(size));
}

/** Every box, opened to the end: its children and what ends in it add up to it. */
function addsUp(graph: Graph, metric: number): void {
  const open = [graph.root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const children = Array.from(graph.children(node));
    open.push(...children);
    const below = children.reduce((sum, child) => sum + graph.inclusive(child, metric), 0);
    assert.equal(below + graph.exclusive(node, metric), graph.inclusive(node, metric));
  }
}

test('every box is its children and itself, both ways, in every metric', () => {
  for (const seed of [1, 2, 3]) {
    const tree = random(400, seed);
    for (const metric of [0, 1]) {
      addsUp(new TopDown(tree, metric), metric);
      addsUp(new BottomUp(tree, metric), metric);
    }
  }
});

test('bottom-up, the frames at the top add up to the total', () => {
  const tree = random(400, 7);
  const graph = new BottomUp(tree, 0);
  assert.equal(Array.from(graph.children(graph.root)).reduce((sum, node) => sum + graph.value(node), 0), tree.inclusive[0][0]);
});

test('a match inside a match adds nothing', () => {
  const total = (...frames: number[]) => matchTotal(small(), Uint8Array.from([0, 1, 2, 3, 4], (i) => (frames.includes(i) ? 1 : 0)), 0);
  assert.deepEqual([total(1).sum, total(2).sum, total(1, 2).sum, total(1, 2).contexts, total(0, 1).sum], [60, 70, 100, 3, 100]);
  assert.deepEqual([...matchingFrames(['ab', 'b'], [[], []], (name) => name.includes('a'))], [1, 0]);
  // By its name alone, or with its place.
  assert.deepEqual([...matchingFrames(['f', 'g'], [[], ['net.py(3): g']], (text) => text === 'g')], [0, 1]);
  assert.deepEqual([...matchingFrames(['f', 'g'], [[], ['net.py(3): g']], (text) => text.startsWith('net.py'))], [0, 1]);
});

/** Boxes as text, a row each: frame@x+value; * are merged ones. */
function drawn(graph: Graph, root: number, least: number, rows = 99): string[] {
  const {boxes} = layout(graph, root, least, rows);
  const lines: string[] = [];
  boxes.node.forEach((node, i) => {
    const text = `${node === MERGED ? '*' : graph.frame(node)}@${boxes.x[i]}+${boxes.value[i]}`;
    lines[boxes.depth[i]] = lines[boxes.depth[i]] ? lines[boxes.depth[i]] + ' ' + text : text;
  });
  return lines;
}

test('boxes stand in proportion, the largest first', () => {
  assert.deepEqual(drawn(new TopDown(small(), 0), 0, 1), ['0@0+100', '1@0+60 4@60+40', '2@0+30 3@30+20 2@60+40']);
  assert.deepEqual(drawn(new TopDown(small(), 0), 1, 1), ['1@0+60', '2@0+30 3@30+20']);
});

test('narrow boxes are merged where together they are wide enough', () => {
  assert.deepEqual(drawn(new TopDown(small(), 0), 0, 25), ['0@0+100', '1@0+60 4@60+40', '2@0+30 2@60+40']);
  assert.deepEqual(drawn(new TopDown(small(), 0), 0, 45), ['0@0+100', '1@0+60', '*@0+50']);
});

test('bottom-up, callers stand under what they called, and the root says nothing', () => {
  assert.deepEqual(drawn(new BottomUp(small(), 0), 0, 1), ['-1@0+100', '2@0+70 3@70+20 1@90+10', '4@0+40 1@40+30 1@70+20']);
});

test('rows beyond the most are said to be there', () => {
  assert.equal(layout(new TopDown(small(), 0), 0, 1, 1).below, true);
  assert.equal(layout(new TopDown(small(), 0), 0, 1, 2).below, false);
});

test('hidden rows count for their callers, and what becomes equal is merged', () => {
  const {tree, rowOf} = reshape(small(), {hidden: (row) => row === 1 || row === 4});
  assert.deepEqual([[...tree.frame], [...tree.exclusive[0]], [...tree.inclusive[0]], [...rowOf]], [[0, 2, 3], [10, 70, 20], [100, 70, 20], [0, 0, 1, 2, 0, 1]]);
});

test('in focus is only what happens in a frame, wherever it is called', () => {
  const {tree} = reshape(small(), {focus: (row) => small().frame[row] === 2});
  assert.deepEqual([[...tree.frame], [...tree.inclusive[0]]], [[0, 2], [70, 70]]);
});

test('dropped contexts take their cost with them', () => {
  const {tree, rowOf} = reshape(small(), {drop: (row) => row === 1});
  assert.equal(tree.inclusive[0][0], 40);
  assert.deepEqual([...rowOf].map((row) => row < 0), [false, true, true, true, false, false]);
});

test('a frame that calls itself is one box', () => {
  const recursive = addUp(Int32Array.of(-1, 0, 1, 2), Int32Array.of(0, 1, 2, 1), [Float64Array.of(0, 1, 2, 4)], new Float64Array(4));
  const {tree} = reshape(recursive, {mergeRecursion: true});
  assert.deepEqual([[...tree.frame], [...tree.inclusive[0]]], [[0, 1, 2], [7, 7, 2]]);
});

test('reshaping keeps totals, however it is done', () => {
  const tree = random(500, 5);
  for (const shape of [{hidden: (row: number) => row % 3 === 0}, {mergeRecursion: true}, {hidden: (row: number) => row % 2 === 0, mergeRecursion: true}]) {
    assert.equal(reshape(tree, shape).tree.inclusive[0][0], tree.inclusive[0][0]);
  }
});

test('ranking counts recursion once', () => {
  const tree = addUp(Int32Array.of(-1, 0, 1, 2), Int32Array.of(0, 1, 1, 2), [Float64Array.of(0, 0, 0, 50), Float64Array.of(0, 5, 7, 0), Float64Array.of(0, 1, 1, 1)], new Float64Array(4));
  assert.deepEqual(rank(tree, (frame) => frame === 1, {gpu: 0, cpu: 1, count: 2}, Int32Array.of(0, 1, 2)), [{frame: 1, count: 2, gpu: 50, gpuSelf: 50, cpu: 12, cpuSelf: 12}]);
});

/** run -> step -> f (Python, passes on) -> mm -> gemm 100; step -> copy 20 bytes 5 ns. */
function page(): PageData {
  return {
    schema: 'plumb.html/1',
    inputs: [{file: 'a/b.json', label: 'rank 0', format: 'chrome', bytes: 5, events: 9, problems: []}],
    summary: {span_ns: 1000, events: 9, kernels: 1, kernel_ns: 100},
    devices: [],
    steps: [],
    device_word: 'GPU',
    untimed_devices: [],
    kinds: ['run', 'step', 'python', 'operator', 'kernel', 'memcpy', 'smaller'],
    frames: {kind: [0, 1, 2, 3, 4, 5], name: ['run', 'step', 'f', 'mm', 'gemm', 'copy'], places: [{frame: 2, file: 'x/f.py', line: 7, library: null}]},
    contexts: 6,
    tree: {
      up: [1, 1, 1, 1, 1, 4],
      frame: [0, 1, 2, 3, 4, 5],
      metrics: [
        {id: 'kernel_ns', unit: 'ns', skip: [4], value: [100]},
        {id: 'copy_ns', unit: 'ns', skip: [5], value: [5]},
        {id: 'count', unit: '', skip: [4, 1], value: [1, 1]},
        {id: 'measure 0', unit: 'misses', label: 'cache-misses', skip: [2], value: [3]},
      ],
      folded: {skip: [], value: []},
    },
    explanation: {
      findings: [{
        id: 'slow.mm', title: 'mm is slow', severity: 'high', impact_ns: 100, impact_share: 0.9, impact_of: 'device time', confidence: 'exact',
        contexts: [{node: 3, file: null, line: 0, label: 'mm', ns: 100}, {node: -1, file: null, line: 0, label: 'gone', ns: 0}],
        evidence: [{where: 'mm', ms: '0.1', slice: {input: 0, row: 3}}], evidence_rows: 4, advice: 'less', advice_code: null, ceiling: {ns: 50, method: 'half'}, record_next: null,
      }],
      not_applicable: [{id: 'x', missing: 'shapes', how_to_record: 'record_shapes=True'}],
      failed_analyses: [],
      rows: [[3, -1]],
    },
    reasons: {names: ['stalled', 'ready'], row: [4, 4], reason: [0, 1], metric: ['pc_samples', 'pc_samples'], value: [3, 1]},
  };
}

test('columns of the file become metrics, its sums exact', () => {
  const profile = readProfile(page());
  assert.deepEqual([...profile.tree.parent], [-1, 0, 1, 2, 3, 1]);
  const of = (id: string) => profile.tree.inclusive[profile.metrics.findIndex((metric) => metric.id === id)][0];
  assert.deepEqual([of('device_ns'), of('kernel_ns'), of('count'), of('measure 0'), of('cpu_ns')], [105, 100, 2, 3, 0]);
});

test('a file answers as a server does', () => {
  const source = new EmbeddedProfile(page());
  const overview = source.overview();
  assert.deepEqual(overview.metrics.map((metric) => metric.id), ['device_ns', 'kernel_ns', 'count', 'measure 0']);
  assert.equal(overview.usual_metric, 'device_ns');
  assert.deepEqual(overview.tables, ['kernels', 'operators', 'python']);
  const flame = source.flame({px: 100, search: '/^MM$/i'});
  assert.equal(flame.total, 105);
  assert.equal(flame.found?.value, 100);
  assert.deepEqual(flame.boxes.depth, [0, 1, 2, 2, 3, 4]);
  assert.deepEqual(flame.boxes.match, [0, 0, 0, 0, 1, 0]);
  const zoomed = source.flame({px: 100, root: '1.2.3'});
  assert.deepEqual(zoomed.ancestors.map((each) => each.path), ['', '1', '1.2']);
  assert.equal(zoomed.root.value, 100);
});

test('findings keep their evidence and light their contexts', () => {
  const source = new EmbeddedProfile(page());
  assert.equal(source.overview().has.findings, true);
  const [finding] = source.findings().findings;
  assert.deepEqual(finding.evidence, {columns: ['where', 'ms'], rows: [['mm', '0.1']], slices: [], total: 4});
  assert.deepEqual(finding.contexts.map((each) => each.path), ['1.2.3', null]);
  assert.deepEqual(source.flame({px: 100, finding: 'slow.mm'}).boxes.lit, [0, 0, 0, 0, 1, 0]);
  assert.deepEqual(source.flame({px: 100, finding: 'unknown'}).boxes.lit, [0, 0, 0, 0, 0, 0]);
  assert.equal(source.flame({px: 100}).boxes.lit, undefined);
  // Bottom-up it stands among the callers of what has the time.
  const {boxes, frames} = source.flame({px: 100, finding: 'slow.mm', view: 'up'});
  assert.deepEqual(boxes.frame.filter((_, i) => boxes.lit?.[i] === 1).map((frame) => frames.name[frames.id.indexOf(frame)]), ['mm']);
});

test('a context has all its values, its way and its states', () => {
  const source = new EmbeddedProfile(page());
  const context = source.context({path: '1.2.3.4', metric: 'device_ns'});
  assert.equal(context.name, 'gemm');
  assert.deepEqual(context.callers.map((each) => each.name), ['step', 'f', 'mm']);
  assert.deepEqual(context.reasons, [{reason: 'stalled', value: 3}, {reason: 'ready', value: 1}]);
  assert.deepEqual(context.values.map((each) => [each.metric, each.value, each.self]), [['device_ns', 100, 100], ['kernel_ns', 100, 100], ['count', 1, 1], ['measure 0', 0, 0]]);
  assert.equal(source.context({path: '1.2'}).file, 'x/f.py');
});

test('tables are sorted, filtered and paged', () => {
  const source = new EmbeddedProfile(page());
  const table = source.table({table: 'kernels'});
  assert.deepEqual(table.rows.map((row) => row.slice(0, 3)), [['gemm', 100, 100 / 105], ['copy', 5, 5 / 105]]);
  assert.equal(table.totals[1], 105);
  assert.deepEqual(source.table({table: 'kernels', sort: 'name', offset: 1, limit: 1}).rows[0][0], 'gemm');
  assert.equal(source.table({table: 'kernels', filter: 'cop'}).rows_filtered, 1);
  assert.match(source.csv({table: 'python'}), /^name,device_ns.*\n"f {2}x\/f\.py",100/);
});

test('paths lead to a node and back', () => {
  const graph = new TopDown(small(), 0);
  assert.deepEqual(pathTo(graph, 5), [0, 4, 5]);
});
