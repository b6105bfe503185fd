// The flame graph: what is asked for, the picture, and the panel beside it.

import type {JSX} from 'preact';
import {useEffect, useLayoutEffect, useMemo, useRef, useState} from 'preact/hooks';
import {HATCHED, LAYERS, layerOf} from '../base/colors';
import type {Layer} from '../base/colors';
import {formatCount, formatShare, formatSigned, formatValue, plural} from '../base/format';
import {clipped, named, placeText, visible} from '../base/names';
import {FlameView} from '../draw/flameview';
import {MERGED, boxOf} from '../draw/rows';
import {Refused, api} from './api';
import type {Given} from './common';
import {Choice, Empty, Name, Select, Swatch, Toggle, Trouble, hasKeys, hideTip, isTyping, profileNames, showTip, spoken} from './common';
import {ContextPanel} from './context';
import type {Coloring} from './flamedata';
import {FlameData} from './flamedata';
import {listOf} from './hash';
import type {View} from './hash';
import type {Findings, Flame, Overview} from './protocol';
import {useScrolled} from './scrolled';
import {rangeOf, useScope, useView} from './state';
import {useAnswer, useRested, useSize} from './use';
import {parts} from './inside';
import {parseQuery} from '../base/query';

/** Layers that remain under each choice of the menu; all where none are named. */
const DETAIL: {id: string; label: string; keeps: string[]}[] = [
  {id: 'all', label: 'all layers', keeps: []},
  {id: 'modules', label: 'modules and kernels', keeps: ['place', 'module', 'kernel', 'copy', 'device', 'unattributed']},
  {id: 'operators', label: 'operators and kernels', keeps: ['place', 'operator', 'kernel', 'copy', 'device', 'unattributed']},
  {id: 'code', label: 'Python and kernels', keeps: ['place', 'python', 'java', 'native', 'kernel', 'copy', 'device', 'unattributed']},
  {id: 'nopython', label: 'without Python', keeps: LAYERS.map((layer) => layer.id).filter((id) => id !== 'python')},
];

const COLORINGS: {id: Coloring; label: string}[] = [
  {id: 'layer', label: 'layer'},
  {id: 'library', label: 'library'},
  {id: 'module', label: 'module'},
  {id: 'finding', label: 'finding'},
];

/** The metric of findings about the host. */
const HOST = 'cpu_ns';

/** Of a profile in which nothing was measured. */
const NO_METRIC = {id: '', label: 'Time', unit: 'ns', total: 0, range: true};

/** The parameters that the flame graph and its panel share. */
export function flameQuestion({p}: Given, view: View): Record<string, string | number> {
  return {
    p, ...flameRange(view), base: view.base, view: view.direction, metric: view.metric, kinds: view.collapsed,
    hide: view.hide, focus: view.focus, drop: view.drop, recursion: view.recursion, callers: view.base === '' ? view.callers : '',
  };
}

/** Two profiles have no time in common: they are compared as a whole. */
function flameRange(view: View): {from?: string; to?: string} {
  return view.base === '' ? rangeOf(view) : {};
}

export function FlamePane(given: Given): JSX.Element {
  const {p, overview, session, palette} = given;
  const scope = useScope();
  const view = useView();
  const [boxRef, size] = useSize<HTMLDivElement>();
  const searched = useRested(view.search, 150);
  const query = parseQuery(searched);
  const range = flameRange(view);
  const width = size.width;
  const asked = useAnswer<Flame>(
    (signal) => (width > 0 ? api.flame({...flameQuestion(given, view), width: view.base === '' ? '' : view.width, root: view.root, px: Math.max(1, Math.min(16384, width)), search: query.error === null ? searched : '', finding: view.finding}, signal) : undefined),
    [p, width, view.base, view.direction, view.metric, view.collapsed, view.hide, view.focus, view.drop, view.recursion, view.callers, view.width, view.root, searched, view.finding, range.from, range.to]);
  const data = useMemo(() => (asked.value ? new FlameData(asked.value, overview.kinds, width, {by: view.base === '' ? 'new' : view.width, fold: view.fold === ''}) : undefined), [asked.value, overview, view.fold]);
  const coloring: Coloring = view.base !== '' ? 'difference' : (view.color as Coloring);
  const metric = overview.metrics.find((each) => each.id === (asked.value?.metric ?? view.metric)) ?? overview.metrics[0] ?? NO_METRIC;
  const flame = useRef<FlameView | null>(null);

  useLayoutEffect(() => {
    const box = boxRef.current;
    if (box && !flame.current) {
      flame.current = new FlameView(box, palette);
      parts.flame = flame.current;
    }
  });
  useLayoutEffect(() => {
    if (flame.current && data) {
      flame.current.selected = view.box === '' ? MERGED : data.nodeOfPath(view.box);
      flame.current.show(data.picture(coloring, view.flip !== ''), palette);
      parts.flameData = data;
    }
  }, [data, coloring, view.flip, palette, size]);
  useLayoutEffect(() => {
    if (flame.current && data) {
      flame.current.selected = view.box === '' ? MERGED : data.nodeOfPath(view.box);
      flame.current.drawMarks();
    }
  }, [view.box]);
  useScrolled(boxRef.current, 'flame', data ? flame.current?.rowHeight ?? 0 : 0);
  useEffect(() => {
    scope.exportable.value = {name: 'flame-graph', drawing: () => (flame.current as FlameView).drawing()};
    return () => {
      scope.exportable.value = null;
      hideTip();
    };
  }, []);

  const zoom = (node: number) => {
    if (data) {
      const path = data.path(node);
      scope.show({root: path, box: path});
    }
  };
  const select = (node: number) => {
    if (data && flame.current) {
      scope.show({box: data.path(node)}, true);
      flame.current.reveal(node);
      spoken.value = `${clipped(data.label(node), 200)}, ${formatValue(data.value(node), metric.unit)}, ${formatShare(data.value(node), data.flame.total)}`;
    }
  };
  const turned = useTurned(data, data?.flame.boxes.lit !== undefined && !data.flame.boxes.lit.includes(1) && !asked.waiting, given);
  const matchAt = useRef(-1);
  const nextMatch = (step: number) => {
    if (!data || !flame.current) {
      return;
    }
    const matches = drawnMatches(data, view.search !== '' ? (node) => data.matches(node) : (node) => data.lit(node));
    if (matches.length > 0) {
      matchAt.current = (matchAt.current + step + matches.length) % matches.length;
      select(matches[matchAt.current]);
    }
  };
  useEffect(() => {
    matchAt.current = -1;
    // What was asked for elsewhere in the page may lie below what is in sight.
    if (scope.seeking && data && searched === view.search && !turned.turning) {
      scope.seeking = false;
      nextMatch(1);
    }
  }, [data, searched, turned.turning]);

  const onKey = (event: KeyboardEvent) => {
    const view = flame.current;
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || !data || !view) {
      return;
    }
    if (moveKey(event.key, data, view, select, zoom)) {
      event.preventDefault();
    }
  };
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !hasKeys(scope)) {
        return;
      }
      const keys: Record<string, () => void> = {
        '/': () => boxRef.current?.closest('.flame-pane')?.querySelector<HTMLInputElement>('input[type="search"]')?.select(),
        b: () => scope.show({direction: scope.view.direction === 'up' ? 'down' : 'up', root: '', box: '', callers: ''}),
        p: () => scope.show({fold: scope.view.fold === '' ? 'no' : ''}),
        m: () => nextMetric(given, scope.view.metric || (overview.usual_metric ?? ''), (id) => scope.show({metric: id})),
        Escape: () => scope.show(scope.view.root !== '' ? {root: '', box: ''} : {search: '', finding: '', box: ''}),
      };
      if (keys[event.key] && !document.querySelector('.upper .timeline')?.contains(document.activeElement)) {
        keys[event.key]();
        event.preventDefault();
      }
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [p]);

  const onPointer = (event: MouseEvent) => {
    const at = flame.current?.hit(event);
    const node = at?.node ?? MERGED;
    if (flame.current && flame.current.hovered !== node) {
      flame.current.hovered = node;
      flame.current.drawMarks();
    }
    if (!at || !data) {
      hideTip();
    } else if (node === MERGED) {
      showTip(event, 'Frames too narrow to draw', 'Zoom in to see them.');
    } else {
      showTip(event, named(data.name(node)), ...tipLines(data, node, metric.label, metric.unit));
    }
  };
  const onClick = (event: MouseEvent) => {
    const at = flame.current?.hit(event);
    if (at && at.node !== MERGED) {
      if (event.shiftKey) {
        select(at.node);
      } else {
        zoom(at.node);
      }
      boxRef.current?.focus({preventScroll: true});
    }
  };

  const others = session.profiles.filter((each) => each.p !== p);
  return (
    <div class="flame-pane">
      <div class="toolbar">
        <Choice label="Direction" value={view.direction as 'down' | 'up'} onChange={(direction) => scope.show({direction, root: '', box: '', callers: ''})}
          options={[{id: 'down', label: 'Top-down', title: 'From callers to callees (b)'}, {id: 'up', label: 'Bottom-up', title: 'From callees to callers (b)'}]} />
        <Select label="Metric" value={metric.id} onChange={(id) => scope.show({metric: id})}
          options={overview.metrics.map((each) => ({id: each.id, label: each.total === null ? each.label : `${each.label} (${formatValue(each.total, each.unit)})`, disabled: range.from !== undefined && !each.range}))} />
        <label class="field search">Search
          <input type="search" value={view.search} autocomplete="off" spellcheck={false} placeholder="text or /expression/" maxLength={500} aria-invalid={query.error !== null}
            onInput={(event) => scope.show({search: event.currentTarget.value}, true)}
            onKeyDown={(event) => searchKey(event, nextMatch, () => {
              scope.show({search: ''}, true);
              boxRef.current?.focus({preventScroll: true});
            })} />
        </label>
        {view.base === '' ? <Select label="Colour" value={view.color} onChange={(color) => scope.show(color === 'finding' ? {color} : {color, finding: ''})} options={overview.has.findings ? COLORINGS : COLORINGS.filter(({id}) => id !== 'finding')} /> : null}
        {view.color === 'finding' && view.base === '' ? <FindingChoice p={p} /> : null}
        <Select label="Layers" value={detailOf(view.collapsed, overview.kinds)} onChange={(id) => scope.show({collapsed: collapsedFor(id, overview.kinds), root: '', box: ''})}
          options={[...DETAIL.map(({id, label}) => ({id, label})), {id: 'own', label: 'own choice', disabled: true}]} />
        <Toggle on={view.recursion !== ''} title="A frame that calls itself is one box" onClick={() => scope.show({recursion: view.recursion === '' ? 'merge' : '', root: '', box: ''})}>Merge recursion</Toggle>
        {data?.flame.frames.kind.some((kind) => overview.kinds[kind] === 'python') ? <Toggle on={view.fold === ''} title="Python frames that pass everything on to one callee are left out; the path in the details has them all (p)" onClick={() => scope.show({fold: view.fold === '' ? 'no' : ''})}>Fold Python</Toggle> : null}
        <Toggle on={view.flip !== ''} title="The outermost frame at the bottom" onClick={() => scope.show({flip: view.flip === '' ? '1' : ''})}>Flip</Toggle>
        {others.length > 0 ? (
          <Select label="Compare with" value={view.base} onChange={(base) => scope.show({base, root: '', box: ''})}
            options={[{id: '', label: 'nothing'}, ...others.map((each) => ({id: String(each.p), label: profileNames(session).get(each.p) ?? ''}))]} />
        ) : null}
        {view.base === '' ? null : (
          <Select label="Width" value={view.width} onChange={(width) => scope.show({width})}
            options={[{id: 'new', label: 'this profile'}, {id: 'base', label: 'the base'}, {id: 'both', label: 'both'}]} />
        )}
      </div>
      <Filters data={data} />
      <Legend data={data} coloring={coloring} kinds={overview.kinds} />
      <div class="place">
        <Crumbs data={data} zoom={(path) => scope.show({root: path, box: path})} />
        <output class="found">{query.error === null ? foundText(asked.value, searched, metric.label, metric.unit) : 'Not an expression: ' + query.error}
          {searched !== '' && data?.flame.found && data.flame.found.frames > 0 && data.drawnMatches() === 0 ? (
            <span class="muted">none is drawn {view.fold === '' && data.flame.boxes.match?.includes(1) ? <button type="button" class="small" onClick={() => scope.show({fold: 'no'})}>Unfold Python</button> : null}
              <button type="button" class="small" title="Only contexts with such a frame" onClick={() => scope.show({focus: view.search, root: '', box: ''})}>Focus on them</button></span>
          ) : null}
          {searched !== '' && data?.flame.found && data.drawnMatches() > 0 ? <button type="button" class="small" title="Next match (Enter)" onClick={() => nextMatch(1)}>Next</button> : null}
          {view.finding === '' ? null : <FindingChip id={view.finding} clear={() => scope.show({finding: ''})} />}
          {data?.flame.boxes.lit && !data.flame.boxes.lit.includes(1) ? <span class="muted">nothing is lit: no {metric.label} of it is drawn here</span>
            : turned.from !== '' && view.metric === data?.flame.metric ? <span class="muted">has no {labelOf(overview, turned.from)} here: {metric.label} is shown</span> : null}
        </output>
      </div>
      {asked.error instanceof Refused && asked.error.code === 'no-box' ? <Empty title={`No ${metric.label} in what is zoomed in to`}><button type="button" onClick={() => scope.show({root: '', box: '', callers: ''})}>Show all</button></Empty> : asked.error ? <Trouble error={asked.error} /> : null}
      {overview.folded ? <p class="muted">The {formatCount(overview.folded)} smallest of {formatCount(overview.nodes)} contexts are folded into boxes "(N smaller)". All sums are exact.</p> : null}
      {asked.value && asked.value.total === 0 && !asked.waiting ? <Empty title={`No ${metric.label} here`}>{overview.metrics.length === 0 ? 'The profile measured nothing.' : range.from === undefined ? 'Another metric may have values.' : 'Nothing of this metric lies in the chosen range.'}</Empty> : null}
      <div class="flame-panes">
        <div class={'flame' + (asked.waiting ? ' waiting' : '')} ref={boxRef} tabIndex={0} role="application" aria-roledescription="flame graph"
          aria-label="Flame graph: arrow keys move, Enter zooms in, Backspace zooms out, Escape shows all"
          onClick={onClick} onMouseMove={onPointer} onKeyDown={onKey} onMouseLeave={() => {
            if (flame.current) {
              flame.current.hovered = MERGED;
              flame.current.drawMarks();
            }
            hideTip();
          }} />
        <ContextPanel {...given} path={view.box !== '' ? view.box : view.root} metric={metric} zoom={(path) => scope.show({root: path, box: path})} />
      </div>
    </div>
  );
}

function labelOf({metrics}: Overview, id: string): string {
  return metrics.find((each) => each.id === id)?.label ?? id;
}

/**
 * A finding about the host has no time of devices: where it is lit nowhere and nobody chose a metric,
 * the host's is tried. If that lights nothing either, what was shown before is shown again.
 */
function useTurned(data: FlameData | undefined, litNowhere: boolean, {overview}: Given): {from: string; turning: boolean} {
  const scope = useScope();
  const view = useView();
  const [turned, setTurned] = useState({finding: '', from: '', back: false});
  const mine = turned.finding === view.finding && view.finding !== '' && view.base === '';
  const there = litNowhere && view.metric === '' && view.base === '' && data?.flame.metric !== HOST && overview.metrics.some((each) => each.id === HOST);
  const back = litNowhere && mine && !turned.back && view.metric === HOST && data?.flame.metric === HOST;
  useEffect(() => {
    if (there) {
      setTurned({finding: view.finding, from: data?.flame.metric ?? '', back: false});
      scope.show({metric: HOST}, true);
    } else if (back) {
      setTurned({...turned, back: true});
      scope.show({metric: turned.from}, true);
    }
  }, [there, back]);
  const waits = mine && data?.flame.metric !== view.metric;
  return {from: mine && !turned.back && view.metric === HOST ? turned.from : '', turning: there || back || waits};
}

function tipLines(data: FlameData, node: number, label: string, unit: string): string[] {
  const value = data.value(node);
  const base = data.base(node);
  const self = data.self(node);
  return [
    `${label} ${formatValue(value, unit)} · ${formatShare(value, data.flame.total)}`,
    base === null ? '' : `base ${formatValue(base, unit)} · ${formatSigned(value - base, unit)}`,
    data.kind(node) + (self === null ? '' : ` · self ${formatValue(self, unit)}`),
    placeText(data.place(node)),
  ];
}

function foundText(flame: Flame | undefined, search: string, label: string, unit: string): string {
  if (!flame?.found || search === '') {
    return '';
  }
  const {found} = flame;
  return found.frames === 0 ? 'No frame matches'
    : `${formatValue(found.value, unit)} · ${formatShare(found.value, flame.total)} of ${label} · ${plural(found.frames, 'frame')}` + (found.contexts === undefined ? '' : ` in ${plural(found.contexts, 'context')}`);
}

/** Which finding's contexts keep their colour. */
function FindingChoice({p}: {p: number}): JSX.Element | null {
  const scope = useScope();
  const view = useView();
  const asked = useAnswer<Findings>((signal) => api.findings(p, signal), [p]);
  const findings = (asked.value?.findings ?? []).filter((each) => each.contexts.length > 0);
  const first = findings[0]?.id;
  useEffect(() => {
    if (view.finding === '' && first !== undefined) {
      scope.show({finding: first}, true);
    }
  }, [view.finding, first]);
  return findings.length === 0 ? <span class="muted">{asked.value ? 'no finding points at a context' : ''}</span>
    : <Select label="Finding" value={view.finding} onChange={(finding) => scope.show({finding})} options={findings.map((each) => ({id: each.id, label: clipped(each.title, 70)}))} />;
}

function FindingChip({id, clear}: {id: string; clear: () => void}): JSX.Element {
  return <span class="range-chip">finding <Name text={id} most={60} /><button type="button" aria-label="No finding lit" onClick={clear}>×</button></span>;
}

/** What is hidden, focused and dropped, each with a way back. */
function Filters({data}: {data: FlameData | undefined}): JSX.Element | null {
  const scope = useScope();
  const view = useView();
  const filters = ([['focus', 'only under'], ['hide', 'hidden'], ['drop', 'left out']] as const).filter(([key]) => view[key] !== '');
  const at = view.callers === '' || view.base !== '' ? -1 : data?.flame.frames.id.indexOf(Number(view.callers)) ?? -1;
  if (filters.length === 0 && at < 0) {
    return null;
  }
  return (
    <div class="filters">
      {at < 0 || !data ? null : (
        <span class="range-chip">callers of <Name text={named(data.flame.frames.name[at])} most={80} />, with all that it calls
          <button type="button" aria-label="The whole profile instead of these callers" onClick={() => scope.show({callers: '', root: '', box: ''})}>×</button>
        </span>
      )}
      {filters.map(([key, label]) => (
        <span class="range-chip" key={key}>{label} <Name text={view[key]} most={80} />
          <button type="button" aria-label={`No longer ${label}`} onClick={() => scope.show({[key]: '', root: '', box: ''})}>×</button>
        </span>
      ))}
    </div>
  );
}

/** Layers: press to hide or show. With other colours, what they mean. */
function Legend({data, coloring, kinds}: {data: FlameData | undefined; coloring: Coloring; kinds: string[]}): JSX.Element {
  const scope = useScope();
  const view = useView();
  const seen = useRef(new Set<string>());
  if (data) {
    for (const kind of data.flame.frames.kind) {
      seen.current.add(layerOf(kinds[kind]).id);
    }
  }
  if (coloring === 'difference') {
    return (
      <div class="legend">
        <span class="chip-text"><span class="swatch more" />more than in the base</span>
        <span class="chip-text"><span class="swatch less" />less</span>{view.from !== '' && view.to !== '' ? <span class="muted">Two profiles are compared as a whole, not in the range.</span> : null}
      </div>
    );
  }
  if (coloring === 'library' || coloring === 'module') {
    return <div class="legend">{data ? [...data.colorsOf(coloring)].slice(0, MOST_GROUPS).map(([group, color]) => <span class="chip-text" key={group}><Swatch color={color} /><Name text={group === '' ? 'none' : group} most={40} /></span>) : null}</div>;
  }
  const collapsed = listOf(view.collapsed);
  const hidden = (layer: Layer) => layer.kinds.some((kind) => collapsed.includes(kind));
  const toggle = (layer: Layer) => {
    const rest = collapsed.filter((kind) => !layer.kinds.includes(kind));
    scope.show({collapsed: (hidden(layer) ? rest : [...rest, ...layer.kinds.filter((kind) => kinds.includes(kind))]).join(','), root: '', box: ''});
  };
  return (
    <div class="legend" role="group" aria-label="Layers: press to hide or show">
      {LAYERS.filter((layer) => (seen.current.has(layer.id) || hidden(layer)) && layer.kinds.some((kind) => kinds.includes(kind))).map((layer) => (
        <button type="button" class="chip" key={layer.id} aria-pressed={!hidden(layer)} data-layer={layer.id}
          title={`${hidden(layer) ? 'Show' : 'Hide'} this layer: hidden, what it took counts for its callers`} onClick={() => toggle(layer)}>
          <Swatch color={layer.color} hatched={HATCHED.has(layer.id)} />{layer.label}
        </button>
      ))}
    </div>
  );
}

const MOST_GROUPS = 14;

function Crumbs({data, zoom}: {data: FlameData | undefined; zoom: (path: string) => void}): JSX.Element {
  if (!data) {
    return <nav class="crumbs" aria-label="Zoomed in to" />;
  }
  const path = data.rows.slice(0, data.callerRows + 1).flatMap((row, i) => (i < data.callerRows ? row.node : row.node.slice(0, 1)));
  // The first and the last ones tell where one is; the panel has them all.
  const kept = path.length > 7 ? [...path.slice(0, 2), MERGED, ...path.slice(-4)] : path;
  return (
    <nav class="crumbs" aria-label="Zoomed in to">
      {kept.map((node) => (node === MERGED
        ? <span key="more" class="muted">… {formatCount(path.length - 6)} more</span>
        : <button type="button" key={node} class="crumb" aria-current={node === data.callers ? 'true' : undefined} onClick={() => zoom(data.path(node))}><bdi>{visible(clipped(data.label(node), 40))}</bdi></button>))}
    </nav>
  );
}

/** Boxes that are looked for and stand in no other such box, widest first. */
function drawnMatches(data: FlameData, wanted: (node: number) => boolean): number[] {
  const matches: number[] = [];
  const covered = new Set<number>();
  for (const row of data.rows) {
    for (const node of row.node) {
      if (node === MERGED || data.isAncestor(node)) {
        continue;
      }
      const inside = covered.has(data.parent(node));
      if (wanted(node) && !inside) {
        matches.push(node);
      }
      if (wanted(node) || inside) {
        covered.add(node);
      }
    }
  }
  return matches.sort((a, b) => data.value(b) - data.value(a));
}

function searchKey(event: KeyboardEvent, next: (step: number) => void, end: () => void): void {
  if (event.key === 'Enter') {
    next(event.shiftKey ? -1 : 1);
    event.preventDefault();
  } else if (event.key === 'Escape') {
    end();
    event.preventDefault();
  }
}

/** Keys that move the selection; answers whether it was one. */
function moveKey(key: string, data: FlameData, flame: FlameView, select: (node: number) => void, zoom: (node: number) => void): boolean {
  const node = flame.selected === MERGED ? data.callers : flame.selected;
  switch (key) {
    case 'Enter':
      zoom(node);
      return true;
    case 'Backspace':
      zoom(Math.max(0, data.parent(data.callers)));
      return true;
    case 'ArrowUp':
      select(Math.max(0, data.parent(node)));
      return true;
    case 'ArrowDown': {
      const at = boxOf(data.rows, node);
      const below = at ? data.rows[at.depth + 1]?.node.filter((each) => each !== MERGED && data.parent(each) === node) ?? [] : [];
      const largest = below.reduce((best, each) => (best === MERGED || data.value(each) > data.value(best) ? each : best), MERGED);
      if (largest !== MERGED) {
        select(largest);
      }
      return true;
    }
    case 'ArrowLeft':
    case 'ArrowRight': {
      const at = boxOf(data.rows, node);
      const beside = at ? data.rows[at.depth].node[at.index + (key === 'ArrowLeft' ? -1 : 1)] : undefined;
      if (beside !== undefined && beside !== MERGED) {
        select(beside);
      }
      return true;
    }
    default:
      return false;
  }
}

function nextMetric(given: Given, current: string, set: (id: string) => void): void {
  const {metrics} = given.overview;
  const at = metrics.findIndex((each) => each.id === current);
  if (metrics.length > 0) {
    set(metrics[(at + 1) % metrics.length].id);
  }
}

function collapsedFor(id: string, kinds: string[]): string {
  const {keeps} = DETAIL.find((each) => each.id === id) ?? DETAIL[0];
  return keeps.length === 0 ? '' : kinds.filter((kind) => !keeps.includes(layerOf(kind).id)).join(',');
}

function detailOf(collapsed: string, kinds: string[]): string {
  return DETAIL.find((each) => collapsedFor(each.id, kinds) === collapsed)?.id ?? 'own';
}
