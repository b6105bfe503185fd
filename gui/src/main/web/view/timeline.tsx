// The timeline: lanes of ranks, threads and streams over time; what is selected in it; keys and pointer.

import type {JSX} from 'preact';
import {useEffect, useLayoutEffect, useMemo, useReducer, useRef} from 'preact/hooks';
import {formatCount, formatNs, plural} from '../base/format';
import {LAYERS} from '../base/colors';
import {named, shown} from '../base/names';
import {parseQuery} from '../base/query';
import {TimelineView} from '../draw/timelineview';
import type {Arrow, Scene, Spot, TimelineHit} from '../draw/timelineview';
import {api} from './api';
import type {Given} from './common';
import {Empty, Name, Trouble, hasKeys, hideTip, isTyping, showTip, spoken} from './common';
import {GUTTER_EM} from './early';
import {listOf} from './hash';
import {parts} from './inside';
import {devicesFirst, groupId, layOut} from './lanes';
import type {LaneInfo} from './lanes';
import {Minimap} from './minimap';
import type {CriticalPath, Found, SliceBrief, SliceInfo, Tracks} from './protocol';
import {RangePanel, SlicePanel} from './slice';
import {toggled, useScope, useView} from './state';
import {TimelineModel} from './timelinemodel';
import {useAnswer, useRested, useSize} from './use';

/** Pointers that move less than this have clicked. */
const CLICK_PIXELS = 4;
/** How near to the border of a range a pointer must be to move it. */
const GRIP_PIXELS = 5;
const PAN_WINDOWS_A_SECOND = 1.1;
const ZOOM_A_SECOND = 4;
const NONE: Spot[] = [];
/** Parts of a letter's height that the address says how far a lane is scrolled in. */
const TENTHS = 10;

export function TimelinePane(given: Given & {small?: boolean}): JSX.Element {
  const tracks = useAnswer((signal) => api.tracks(given.p, signal), [given.p]);
  if (tracks.error) {
    return <Trouble error={tracks.error} />;
  }
  if (!tracks.value) {
    return <p class="muted pad">Reading…</p>;
  }
  if (tracks.value.tracks.length === 0) {
    return <Empty title="No timeline">Nothing in this profile has a place in time.</Empty>;
  }
  return <Timeline {...given} tracks={tracks.value} key={given.p} />;
}

function Timeline({p, overview, palette, tracks, small}: Given & {tracks: Tracks; small?: boolean}): JSX.Element {
  const scope = useScope();
  const view = useView();
  const [, draw] = useReducer((tick: number) => tick + 1, 0);
  const [scrollRef, size] = useSize<HTMLDivElement>();
  const windowRef = useRef<HTMLDivElement>(null);
  const rulerRef = useRef<HTMLDivElement>(null);
  const canvas = useRef<TimelineView | null>(null);
  const drag = useRef<Drag | null>(null);
  const held = useRef(new Set<string>());
  /** The slice that was chosen by pressing its box. */
  const pressed = useRef(-1);
  const em = scrollRef.current ? parseFloat(getComputedStyle(scrollRef.current).fontSize) : 13;
  const gutter = Math.round(em * (small ? 13 : GUTTER_EM));
  const width = Math.max(0, size.width - gutter);

  // What is drawn on the canvas waits for the next frame; this must not wait for one before that.
  const redraw = () => draw(0);
  const model = useMemo(() => {
    const made = new TimelineModel(p, tracks, redraw);
    if (view.t0 !== '' && view.t1 !== '') {
      made.look(Number(view.t0), Number(view.t1));
    }
    return made;
  }, [p, tracks]);
  parts.timelineModel = model;
  useEffect(() => () => model.close(), [model]);

  const rested = useRested(view.find, 200);
  const query = parseQuery(rested);
  const searched = query.error === null ? rested : '';
  if (model.search !== searched || model.finding !== view.finding) {
    model.search = searched;
    model.finding = view.finding;
  }
  const lanes = useMemo(() => layOut(devicesFirst(tracks.tracks), em, listOf(view.closed), listOf(view.full)), [tracks, em, view.closed, view.full]);
  const total = lanes.length > 0 ? lanes[lanes.length - 1].lane.top + lanes[lanes.length - 1].lane.height : 0;
  const scrolled = scrollRef.current?.scrollTop ?? 0;
  const visible = lanes.filter(({lane}) => lane.top + lane.height >= scrolled - 200 && lane.top <= scrolled + size.height + 200);

  const sliceId = view.slice === '' ? null : Number(view.slice);
  const slice = useAnswer<SliceInfo>((signal) => (sliceId === null ? undefined : api.slice(p, sliceId, signal)), [p, sliceId]);
  const info = sliceId === null ? undefined : slice.value;
  const here = Math.floor(model.t0) + ' ' + Math.ceil(model.t1);
  const critical = useAnswer<CriticalPath>(
    (signal) => {
      const [from, to] = here.split(' ');
      return overview.has.critical_path && width > 0 && model.complete ? api.criticalPath({p, t0: from, t1: to, px: width}, signal) : undefined;
    },
    [p, useRested(here, 150), width > 0 && model.complete]);
  const totals = useAnswer<Found>((signal) => (searched === '' ? undefined : api.find({p, q: searched}, signal)), [p, searched]);

  const drawn = useMemo(() => lanes.map((each) => each.lane), [lanes]);
  const selected = useMemo(() => (info ? spot(info) : null), [info]);
  const arrows = useMemo(() => (info ? arrowsOf(info) : []), [info]);
  const scene: Scene = {
    lanes: drawn,
    boxes: model.boxes,
    lines: model.lines,
    version: model.version,
    t0: model.t0,
    t1: model.t1,
    start: tracks.start,
    end: tracks.end,
    range: drag.current?.range ?? (view.from !== '' && view.to !== '' ? [Number(view.from), Number(view.to)] : null),
    selected,
    arrows,
    critical: critical.value?.available ? critical.value.slices : NONE,
    searching: searched !== '',
    lighting: view.finding !== '',
  };

  useLayoutEffect(() => {
    if (!canvas.current && windowRef.current && rulerRef.current && scrollRef.current) {
      canvas.current = new TimelineView(windowRef.current, rulerRef.current, scrollRef.current, palette);
      parts.timeline = canvas.current;
    }
  }, []);
  useLayoutEffect(() => {
    canvas.current?.show(scene, palette, width, size.height);
    if (width > 0) {
      model.need(visible.map((each) => each.lane), width);
    }
  });

  // The window goes into the address once it rests.
  const rounded = Math.round(model.t0) + ' ' + Math.round(model.t1);
  const atRest = useRested(rounded, 250);
  const written = useRef(view.t0 + ' ' + view.t1);
  useEffect(() => {
    if (atRest !== rounded) {
      return;
    }
    const [t0, t1] = atRest.split(' ').map(Number);
    const whole = t0 <= tracks.start && t1 >= tracks.end;
    // With a slice chosen the window is named always: without, it is looked for, as other views ask.
    const next = whole && view.slice === '' ? {t0: '', t1: ''} : {t0: String(t0), t1: String(t1)};
    written.current = next.t0 + ' ' + next.t1;
    scope.show(next, true);
  }, [atRest, view.slice === '']);
  // What did not come from here is a link, or the way back, that asks for another window.
  useEffect(() => {
    if (written.current === view.t0 + ' ' + view.t1) {
      return;
    }
    written.current = view.t0 + ' ' + view.t1;
    if (view.t0 !== '' && view.t1 !== '') {
      model.look(Number(view.t0), Number(view.t1));
    } else {
      model.look(tracks.start, tracks.end);
    }
  }, [view.t0, view.t1]);
  // So does the lane at the top, and a link scrolls to it.
  const highest = scrolled > 0 ? lanes.find(({lane}) => lane.top + lane.height > scrolled)?.lane : undefined;
  const top = useRested(highest?.key ?? '', 250);
  const above = useRested(highest ? String(Math.round((scrolled - highest.top) / em * TENTHS)) : '', 250);
  const placed = useRef(view.lane === '');
  useEffect(() => {
    if (!small && placed.current) {
      scope.show({lane: top, above: above === '0' ? '' : above}, true);
    }
  }, [top, above]);
  useEffect(() => {
    if (!placed.current && size.height > 0 && scrollRef.current) {
      placed.current = true;
      const lane = lanes.find((each) => each.lane.key === view.lane)?.lane;
      scrollRef.current.scrollTop = lane ? lane.top + Math.min(lane.height, Number(view.above) / TENTHS * em) : 0;
    }
  }, [size.height > 0]);
  // A slice that another view names is looked up here; one of a link to a window stays where that has it.
  const linked = useRef(view.t0 !== '' ? view.slice : '');
  useEffect(() => {
    if (info && canvas.current) {
      if (linked.current !== String(info.slice)) {
        reveal(info);
      }
      linked.current = '';
      spoken.value = `${shown(named(info.name), 200)}, ${info.kind}, ${formatNs(info.d)} at ${formatNs(info.t)}`;
    }
  }, [info]);
  useEffect(() => {
    if (small) {
      return;
    }
    scope.exportable.value = {name: 'timeline', drawing: () => (canvas.current as TimelineView).drawing((lane) => lanes.find((each) => each.lane.key === lane.key)?.label ?? '', gutter)};
    return () => {
      scope.exportable.value = null;
    };
  }, [lanes, gutter, small]);
  useEffect(() => () => hideTip(), []);

  /** Brings a slice into view: its lane, and its time. */
  function reveal(at: SliceBrief): void {
    const track = tracks.tracks.find((each) => each.track === at.track);
    if (track && listOf(view.closed).includes(groupId(track))) {
      scope.show({closed: toggled(view.closed, groupId(track))}, true);
    }
    const drawn = lanes.find((each) => each.lane.track === at.track);
    // Who comes from elsewhere wants to read the name; who pressed the box sees it where it is.
    const opens = drawn?.deep && !drawn.full && pressed.current !== at.slice;
    const full = opens ? toggled(view.full, String(at.track)) : view.full;
    if (opens) {
      scope.show({full}, true);
    }
    const lane = opens ? layOut(devicesFirst(tracks.tracks), em, listOf(view.closed), listOf(full)).find((each) => each.lane.track === at.track)?.lane : drawn?.lane;
    const box = scrollRef.current;
    if (lane && box) {
      const y = lane.top + at.row * lane.rowHeight;
      if (y < box.scrollTop || y + lane.rowHeight > box.scrollTop + box.clientHeight) {
        // Once there is room below for what was opened.
        setTimeout(() => {
          box.scrollTop = Math.max(0, y - box.clientHeight / 3);
        });
      }
    }
    const pixels = at.d / model.span * width;
    if (at.t + at.d < model.t0 || at.t > model.t1) {
      model.look(at.t - model.span / 2, at.t + model.span / 2);
    }
    if (scope.view.t0 === '' && pixels < 2) {
      focusOn(at.t, at.t + at.d);
    }
  }

  function focusOn(from: number, to: number): void {
    const around = Math.max((to - from) * 0.6, 500);
    model.look(from - around, to + around);
  }

  const select = (box: Spot & {slice: number} | null) => scope.show({slice: box === null || box.slice < 0 ? '' : String(box.slice)}, true);

  const find = async (direction: 'next' | 'previous') => {
    if (view.find === '' || parseQuery(view.find).error !== null) {
      return;
    }
    const after = sliceId !== null ? {after: sliceId} : {at: Math.round(model.t0)};
    let found = await api.find({p, q: view.find, direction, ...after});
    if (!found.slice && found.total > 0) {
      found = await api.find({p, q: view.find, direction, at: direction === 'next' ? tracks.start : tracks.end});
    }
    if (found.slice) {
      scope.show({slice: String(found.slice.slice)}, true);
    }
  };

  // ---- keys

  const animation = useRef(0);
  const animate = () => {
    let last = performance.now();
    const tick = (now: number) => {
      const seconds = Math.min(0.1, (now - last) / 1000);
      last = now;
      const keys = held.current;
      const pan = (keys.has('d') ? 1 : 0) - (keys.has('a') ? 1 : 0);
      const zoom = (keys.has('s') ? 1 : 0) - (keys.has('w') ? 1 : 0);
      if (pan !== 0) {
        model.pan(pan * PAN_WINDOWS_A_SECOND * seconds);
      }
      if (zoom !== 0) {
        model.zoom(ZOOM_A_SECOND ** (zoom * seconds), canvas.current?.hovered?.time ?? (model.t0 + model.t1) / 2);
      }
      animation.current = keys.size > 0 ? requestAnimationFrame(tick) : 0;
    };
    if (animation.current === 0) {
      animation.current = requestAnimationFrame(tick);
    }
  };
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !hasKeys(scope) || small && !scrollRef.current?.closest('.timeline')?.contains(document.activeElement)) {
        return;
      }
      const key = event.key.toLowerCase();
      if ('wasd'.includes(key) && key.length === 1) {
        if (!held.current.has(key)) {
          // The first step at once, so that a short press does something.
          if (key === 'a' || key === 'd') {
            model.pan(key === 'd' ? 0.08 : -0.08);
          } else {
            model.zoom(key === 'w' ? 0.82 : 1 / 0.82, canvas.current?.hovered?.time ?? (model.t0 + model.t1) / 2);
          }
        }
        held.current.add(key);
        animate();
        event.preventDefault();
        return;
      }
      const done = keyAction(event.key);
      if (done) {
        event.preventDefault();
      }
    };
    const up = (event: KeyboardEvent) => held.current.delete(event.key.toLowerCase());
    const blur = () => held.current.clear();
    addEventListener('keydown', down);
    addEventListener('keyup', up);
    addEventListener('blur', blur);
    return () => {
      removeEventListener('keydown', down);
      removeEventListener('keyup', up);
      removeEventListener('blur', blur);
    };
  });
  useEffect(() => () => held.current.clear(), []);

  function keyAction(key: string): boolean {
    switch (key) {
      case 'f':
        if (info) {
          focusOn(info.t, info.t + info.d);
        } else if (scene.range) {
          focusOn(scene.range[0], scene.range[1]);
        } else {
          model.look(tracks.start, tracks.end);
        }
        return true;
      case 'r':
        if (info && info.d > 0) {
          scope.show({from: String(info.t), to: String(info.t + info.d)});
        }
        return true;
      case '0':
        model.look(tracks.start, tracks.end);
        return true;
      case '/':
        scrollRef.current?.closest('.timeline')?.querySelector<HTMLInputElement>('input[type="search"]')?.select();
        return true;
      case 'Escape':
        scope.show(view.slice !== '' ? {slice: ''} : view.find !== '' ? {find: ''} : view.finding !== '' ? {finding: ''} : {from: '', to: ''});
        return true;
      case 'ArrowLeft':
      case 'ArrowRight':
        return beside(key === 'ArrowRight' ? 1 : -1);
      case 'ArrowUp':
        return info !== undefined && info.stack.length > 0 && (select({...info.stack[0]}), true);
      case 'ArrowDown':
        return below();
      default:
        return false;
    }
  }

  /** Selects the neighbour in the same row, among what is drawn. */
  function beside(step: number): boolean {
    const boxes = info ? model.boxes.get(info.track) : undefined;
    if (!info || !boxes) {
      return false;
    }
    let best = -1;
    for (let i = 0; i < boxes.t.length; i++) {
      if (boxes.row[i] === info.row && boxes.slice[i] !== info.slice && (step > 0 ? boxes.t[i] > info.t : boxes.t[i] < info.t)
        && (best < 0 || (step > 0 ? boxes.t[i] < boxes.t[best] : boxes.t[i] > boxes.t[best]))) {
        best = i;
      }
    }
    if (best >= 0) {
      scope.show({slice: String(boxes.slice[best])}, true);
    }
    return true;
  }

  /** Selects the first slice that the selected one called, among what is drawn. */
  function below(): boolean {
    const boxes = info ? model.boxes.get(info.track) : undefined;
    if (!info || !boxes) {
      return false;
    }
    for (let i = 0; i < boxes.t.length; i++) {
      if (boxes.row[i] === info.row + 1 && boxes.t[i] >= info.t && boxes.t[i] <= info.t + info.d) {
        scope.show({slice: String(boxes.slice[i])}, true);
        break;
      }
    }
    return true;
  }

  // ---- pointer

  const onWheel = (event: WheelEvent) => {
    const at = canvas.current?.timeAt(event.clientX) ?? model.t0;
    const onRuler = rulerRef.current?.contains(event.target as Node) === true;
    if (event.ctrlKey || event.metaKey || onRuler) {
      model.zoom(Math.exp(event.deltaY * 0.0025), at);
      event.preventDefault();
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      model.pan((event.deltaX || event.deltaY) / Math.max(1, width));
      event.preventDefault();
    } else if (scrollRef.current && total <= scrollRef.current.clientHeight) {
      // Nothing to scroll: the wheel zooms.
      model.zoom(Math.exp(event.deltaY * 0.0025), at);
      event.preventDefault();
    }
  };
  const onWheelNow = useRef(onWheel);
  onWheelNow.current = onWheel;
  useEffect(() => {
    // Wheel listeners of Preact are passive, and could not keep the page from zooming.
    const listener = (event: WheelEvent) => onWheelNow.current(event);
    const elements = [scrollRef.current, rulerRef.current];
    elements.forEach((each) => each?.addEventListener('wheel', listener, {passive: false}));
    return () => elements.forEach((each) => each?.removeEventListener('wheel', listener));
  }, []);

  const onDown = (event: PointerEvent) => {
    if (!canvas.current || event.button > 1 || (event.target as HTMLElement).closest('.lane-labels')) {
      return;
    }
    const time = canvas.current.timeAt(event.clientX);
    const pans = event.shiftKey || event.button === 1;
    drag.current = {x: event.clientX, time, t0: model.t0, t1: model.t1, pans, range: null, fixed: gripOf(time), moved: false};
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  };
  /** The other end of the range, where a pointer takes one end. */
  const gripOf = (time: number): number | null => {
    const slack = GRIP_PIXELS * model.span / Math.max(1, width);
    const range = view.from !== '' && view.to !== '' ? [Number(view.from), Number(view.to)] : null;
    if (!range) {
      return null;
    }
    return Math.abs(time - range[0]) < slack ? range[1] : Math.abs(time - range[1]) < slack ? range[0] : null;
  };
  const onMove = (event: PointerEvent) => {
    const shown = canvas.current;
    if (!shown) {
      return;
    }
    const dragging = drag.current;
    if (!dragging) {
      hover(event);
      return;
    }
    if (Math.abs(event.clientX - dragging.x) >= CLICK_PIXELS) {
      dragging.moved = true;
    }
    if (dragging.moved && dragging.pans) {
      const by = (event.clientX - dragging.x) / Math.max(1, width) * (dragging.t1 - dragging.t0);
      model.look(dragging.t0 - by, dragging.t1 - by);
    } else if (dragging.moved) {
      const from = dragging.fixed ?? dragging.time;
      const to = shown.timeAt(event.clientX);
      dragging.range = cut([Math.min(from, to), Math.max(from, to)], tracks);
      hideTip();
      redraw();
    }
  };
  const onUp = (event: PointerEvent) => {
    const dragged = drag.current;
    drag.current = null;
    if (!dragged || !canvas.current) {
      return;
    }
    if (dragged.range && dragged.range[1] > dragged.range[0]) {
      scope.show({from: String(dragged.range[0]), to: String(dragged.range[1])});
    } else if (!dragged.moved && !rulerRef.current?.contains(event.target as Node)) {
      click(event);
    }
    redraw();
    scrollRef.current?.focus({preventScroll: true});
  };
  const click = (event: PointerEvent) => {
    const hit = canvas.current?.hit(event);
    const boxes = hit ? model.boxes.get(hit.lane.track) : undefined;
    if (hit && boxes && hit.box >= 0 && boxes.slice[hit.box] >= 0) {
      if (boxes.n[hit.box] > 1) {
        // Several in one pixel: look closer, with the longest one selected.
        focusOn(boxes.t[hit.box], boxes.t[hit.box] + boxes.d[hit.box]);
      }
      pressed.current = boxes.slice[hit.box];
      scope.show({slice: String(boxes.slice[hit.box])});
    } else {
      scope.show({slice: ''});
    }
  };
  const hover = (event: PointerEvent) => {
    const shown = canvas.current;
    const hit = shown?.hit(event) ?? null;
    if (!shown) {
      return;
    }
    shown.hovered = hit;
    shown.drawMarks();
    const near = hit !== null && gripOf(hit.time) !== null;
    (scrollRef.current as HTMLElement).style.cursor = near ? 'ew-resize' : '';
    describe(event, hit, shown);
  };
  const describe = (event: PointerEvent, hit: TimelineHit | null, shown: TimelineView) => {
    const boxes = hit ? model.boxes.get(hit.lane.track) : undefined;
    if (hit?.lane.kind === 'counter') {
      const label = lanes.find((each) => each.lane === hit.lane)?.label ?? '';
      showTip(event, label, shown.valueAt(hit.lane, hit.time) ?? 'no value yet', 'at ' + formatNs(hit.time));
    } else if (hit && boxes && hit.box >= 0) {
      const i = hit.box;
      const several = boxes.n[i] > 1;
      showTip(event, several ? `${formatCount(boxes.n[i])} slices, the longest: ${named(boxes.names[boxes.name[i]])}` : named(boxes.names[boxes.name[i]]),
        several ? `busy ${formatNs(boxes.busy[i])} of ${formatNs(boxes.d[i])}` : formatNs(boxes.d[i]),
        `${hit.lane.kind === 'idle' ? 'idle' : hit.lane.kind === 'path' ? 'critical path' : boxes.kinds[boxes.kind[i]]} · at ${formatNs(boxes.t[i])}`);
    } else {
      hideTip();
    }
  };
  const onLeave = () => {
    if (canvas.current) {
      canvas.current.hovered = null;
      canvas.current.drawMarks();
    }
    hideTip();
  };

  return (
    <div class="timeline">
      <div class="toolbar">
        <label class="field search">Search
          <input type="search" value={view.find} maxLength={500} autocomplete="off" spellcheck={false} placeholder="text or /expression/"
            onInput={(event) => scope.show({find: event.currentTarget.value}, true)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') {
                void find(event.shiftKey ? 'previous' : 'next');
                event.preventDefault();
              } else if (event.key === 'Escape') {
                scope.show({find: ''}, true);
                scrollRef.current?.focus({preventScroll: true});
                event.preventDefault();
              }
            }} />
        </label>
        <output class="found">{query.error !== null ? 'Not an expression: ' + query.error : searched === '' || !totals.value ? '' : `${plural(totals.value.total, 'slice')}, ${plural(totals.value.names, 'name')}`}</output>
        {searched !== '' && totals.value && totals.value.total > 0 ? (
          <span class="segments"><button type="button" onClick={() => void find('previous')} title="Previous (Shift Enter)">‹</button><button type="button" onClick={() => void find('next')} title="Next (Enter)">›</button></span>
        ) : null}
        {view.finding === '' ? null : <span class="range-chip">finding <Name text={view.finding} most={60} /><button type="button" aria-label="No finding lit" onClick={() => scope.show({finding: ''})}>×</button></span>}
        {small ? <span class="spring" /> : <LayerLegend kinds={model.kinds} critical={scene.critical.length > 0} />}
        <span class="muted window-text">{formatNs(model.span)} from {formatNs(Math.max(0, model.t0))}</span>
        <span class="segments" role="group" aria-label="Window">
          <button type="button" aria-label="Earlier" title="Earlier (A)" onClick={() => model.pan(-0.3)}>‹</button>
          <button type="button" aria-label="Later" title="Later (D)" onClick={() => model.pan(0.3)}>›</button>
          <button type="button" aria-label="Zoom in" title="Zoom in (W)" onClick={() => model.zoom(0.6, (model.t0 + model.t1) / 2)}>+</button>
          <button type="button" aria-label="Zoom out" title="Zoom out (S)" onClick={() => model.zoom(1 / 0.6, (model.t0 + model.t1) / 2)}>−</button>
          <button type="button" title="The whole run (0)" onClick={() => model.look(tracks.start, tracks.end)}>All</button>
        </span>
        <Clocks tracks={tracks} />
      </div>
      {model.error ? <Trouble error={model.error} /> : null}
      {tracks.tracks.every((track) => track.type === 'steps') ? <p class="muted">Of this profile only the steps have a place in time: it has sums of everything else. PyTorch's profiler, Nsight Systems, rocprofv3 or JAX's profiler record when each call and kernel ran.</p> : null}
      <div class="timeline-panes">
        <div class="timeline-main">
          <div class="timeline-head">
            <Minimap p={p} tracks={tracks} waits={!model.complete} palette={palette} t0={model.t0} t1={model.t1} range={scene.range} look={(from, to) => model.look(from, to)} gutter={gutter} />
            <div class="ruler-row">
              <div class="ruler-gutter" style={{width: gutter + 'px'}} />
              <div class="ruler" ref={rulerRef} onPointerDown={onDown} onPointerMove={onMove} onPointerUp={onUp} title="Drag to choose a range; the wheel zooms" />
            </div>
          </div>
          <div class="timeline-scroll" ref={scrollRef} tabIndex={0} role="application" aria-roledescription="timeline"
            aria-label="Timeline: W and S zoom, A and D move, F shows the selection, arrow keys go to neighbours, callers and callees"
            onScroll={redraw} onPointerDown={onDown} onPointerMove={onMove} onPointerUp={onUp} onPointerLeave={onLeave}>
            <div class="timeline-sheet" style={{height: Math.max(total, size.height) + 'px'}}>
              <div class="timeline-window" ref={windowRef} style={{marginLeft: gutter + 'px', height: size.height + 'px'}} />
              <div class="lane-labels" style={{width: gutter + 'px'}}>
                {visible.map((each) => <LaneLabel key={each.lane.key} info={each} closed={view.closed} full={view.full} />)}
              </div>
            </div>
          </div>
        </div>
        {info ? <SlicePanel info={info} select={(id) => scope.show({slice: String(id)})} />
          : view.from !== '' && view.to !== '' && !small ? <RangePanel p={p} overview={overview} from={view.from} to={view.to} /> : null}
      </div>
    </div>
  );
}

interface Drag {
  x: number;
  time: number;
  t0: number;
  t1: number;
  pans: boolean;
  range: [number, number] | null;
  fixed: number | null;
  moved: boolean;
}

function cut([from, to]: [number, number], tracks: Tracks): [number, number] {
  return [Math.max(tracks.start, Math.round(from)), Math.min(tracks.end, Math.round(to))];
}

function spot({track, row, t, d}: SliceBrief): Spot {
  return {track, row, t, d};
}

/** Arrows between slices whose places are known. */
function arrowsOf(info: SliceInfo): Arrow[] {
  const places = new Map<number, Spot>();
  for (const each of [info, ...info.stack, ...info.launch ? [info.launch] : [], ...info.work?.slices ?? [], ...info.linked ?? []]) {
    places.set(each.slice, spot(each));
  }
  return info.flows.flatMap(({from, to}) => {
    const start = places.get(from);
    const end = places.get(to);
    return start && end ? [{from: start, to: end}] : [];
  });
}

function LaneLabel({info, closed, full}: {info: LaneInfo; closed: string; full: string}): JSX.Element {
  const scope = useScope();
  const {lane, track, label} = info;
  const style = {top: lane.top + 'px', height: lane.height + 'px'};
  if (lane.kind === 'group') {
    const id = lane.key.slice(1);
    return (
      <div class="lane-label group" style={style}>
        <button type="button" aria-expanded={!info.closed} title={info.closed ? 'Open' : 'Close'} onClick={() => scope.show({closed: toggled(closed, id)}, true)}>
          {info.closed ? '▸' : '▾'} <Name text={label} most={200} />
        </button>
      </div>
    );
  }
  return (
    <div class="lane-label" style={style} title={shown(label, 400) + (track && track.slices > 0 ? ` · ${plural(track.slices, 'slice')}` : '') + (track?.hidden ? ` · ${plural(track.hidden, 'slice')} deeper than can be shown` : '')}>
      <span class="lane-name"><Name text={label} most={120} /></span>
      {info.deep ? <button type="button" aria-expanded={info.full} aria-label={info.full ? 'Draw flat' : 'Open in full'} title={info.full ? 'Draw flat' : 'Open in full'} onClick={() => scope.show({full: toggled(full, String(lane.track))}, true)}>{info.full ? '▴' : '▾'}</button> : null}
    </div>
  );
}

/** What the colours mean; the tips of slices say it too, where the legend finds no room. */
function LayerLegend({kinds, critical}: {kinds: Set<string>; critical: boolean}): JSX.Element {
  // Devices first, should the room not suffice.
  const layers = LAYERS.filter((layer) => layer.kinds.some((kind) => kinds.has(kind))).reverse();
  return (
    <span class="layer-legend" aria-label="Colours">
      {critical ? <span class="chip-text" title="The slices that the run's length depends on have this line at the top"><span class="swatch critical" />critical path</span> : null}
      {layers.map((layer) => <span class="chip-text" key={layer.id}><span class="swatch" style={{backgroundColor: layer.color}} />{layer.label}</span>)}
    </span>
  );
}

/** How the clocks of several files were put together, where it had to be guessed. */
function Clocks({tracks}: {tracks: Tracks}): JSX.Element | null {
  const guessed = tracks.clocks.filter((each) => each.how === 'starts');
  if (tracks.clocks.length < 2) {
    return null;
  }
  return <span class={guessed.length > 0 ? 'warn' : 'muted'} title={tracks.clocks.map((each) => `${shown(each.label, 60)}: ${each.how}, shifted by ${each.shift_ns} ns${each.residual_ns === null ? '' : ', off by ' + formatNs(each.residual_ns)}`).join('\n')}>{guessed.length > 0 ? 'clocks not aligned' : 'clocks aligned'}</span>;
}
