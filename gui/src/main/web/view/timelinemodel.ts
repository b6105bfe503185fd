// The window of time that is looked at, and what is known about it: asks the server for what is in
// sight, a window more on each side, one question at a time.

import type {LaneBoxes, LaneLine, Lane} from '../draw/timelineview';
import {api} from './api';
import type {Track, Tracks} from './protocol';

/** What was asked for a track, to see when it has to be asked again. */
interface Loaded {
  t0: number;
  t1: number;
  nsPerPixel: number;
  search: string;
  finding: string;
}

/** Tracks of more rows than this are drawn flat until somebody opens them. */
export const MANY_ROWS = 8;
const MOST_TRACKS = 200;
const LEAST_SPAN_NS = 20;
/** What is loaded on each side of the window, in windows. */
const MARGIN = 0.5;

export class TimelineModel {
  t0: number;
  t1: number;
  readonly boxes = new Map<number, LaneBoxes>();
  readonly lines = new Map<number, LaneLine>();
  /** Kinds of slices that have been in sight. */
  readonly kinds = new Set<string>();
  search = '';
  finding = '';
  error: Error | null = null;
  loading = false;
  private readonly loaded = new Map<number, Loaded>();
  private given = new AbortController();
  private again = false;
  /** The question that failed: asked again only when something about it changes. */
  private refused = '';
  private visible: Lane[] = [];
  private px = 1;

  constructor(private readonly p: number, readonly tracks: Tracks, private readonly changed: () => void) {
    this.t0 = tracks.start;
    this.t1 = tracks.end > tracks.start ? tracks.end : tracks.start + 1;
  }

  get span(): number {
    return this.t1 - this.t0;
  }

  close(): void {
    this.given.abort();
  }

  /** Shows another window, as far as it makes sense. */
  look(t0: number, t1: number): void {
    const whole = Math.max(this.tracks.end - this.tracks.start, LEAST_SPAN_NS);
    const span = Math.min(Math.max(t1 - t0, LEAST_SPAN_NS), whole * 1.5);
    let from = t0 + (t1 - t0 - span) / 2;
    // Some of the run stays in sight.
    from = Math.min(Math.max(from, this.tracks.start - span * 0.8), this.tracks.end - span * 0.2);
    this.t0 = from;
    this.t1 = from + span;
    this.changed();
  }

  pan(windows: number): void {
    const by = windows * this.span;
    this.look(this.t0 + by, this.t1 + by);
  }

  /** @param factor of the span; below 1 shows less @param at time that stays where it is */
  zoom(factor: number, at: number): void {
    const share = (at - this.t0) / this.span;
    const span = Math.min(Math.max(this.span * factor, LEAST_SPAN_NS), (this.tracks.end - this.tracks.start) * 1.5 + LEAST_SPAN_NS);
    this.look(at - share * span, at + (1 - share) * span);
  }

  /** Asks for what is missing for these lanes. */
  need(visible: Lane[], px: number): void {
    this.visible = visible;
    this.px = Math.max(1, px);
    if (this.loading) {
      this.again = true;
    } else {
      void this.load();
    }
  }

  private isMissing(track: number, counts: boolean): boolean {
    const loaded = this.loaded.get(track);
    const nsPerPixel = this.span / this.px;
    return loaded === undefined || counts && (loaded.search !== this.search || loaded.finding !== this.finding)
      || loaded.t0 > Math.max(this.t0, this.tracks.start) || loaded.t1 < Math.min(this.t1, this.tracks.end)
      || loaded.nsPerPixel > nsPerPixel * 1.02 || loaded.nsPerPixel < nsPerPixel * 0.45;
  }

  private async load(): Promise<void> {
    const boxes = this.visible.filter((lane) => lane.track >= 0 && lane.kind !== 'counter' && this.isMissing(lane.track, true)).slice(0, MOST_TRACKS);
    const lines = this.visible.filter((lane) => lane.kind === 'counter' && this.isMissing(lane.track, false)).slice(0, MOST_TRACKS);
    if (boxes.length + lines.length === 0) {
      return;
    }
    this.loading = true;
    const margin = this.span * MARGIN;
    const t0 = Math.floor(this.t0 - margin);
    const t1 = Math.ceil(this.t1 + margin);
    const px = Math.min(16384, Math.max(1, Math.round(this.px * (t1 - t0) / this.span)));
    const key = [t0, t1, px, this.search, this.finding, ...boxes.map((lane) => lane.track), ...lines.map((lane) => lane.track)].join(' ');
    if (key === this.refused) {
      this.loading = false;
      return;
    }
    const asked: Loaded = {t0, t1, nsPerPixel: (t1 - t0) / px, search: this.search, finding: this.finding};
    const question = {p: this.p, t0, t1, px};
    const counted = {search: asked.search, finding: asked.finding};
    const isStretches = (lane: Lane) => lane.kind === 'path' || lane.kind === 'idle';
    const part = async (lanes: Lane[], load: (question: Record<string, string | number>) => Promise<void>) => {
      if (lanes.length > 0) {
        await load({...question, tracks: lanes.map((lane) => lane.track).join(',')});
        lanes.forEach((lane) => this.loaded.set(lane.track, asked));
        this.changed();
      }
    };
    try {
      // Slices are drawn first, and nothing that the analyses have to find out keeps processors from them.
      await part(boxes.filter((lane) => !isStretches(lane)), (each) => this.loadBoxes({...each, ...counted}));
      await Promise.all([
        part(boxes.filter(isStretches), (each) => this.loadBoxes({...each, ...counted})),
        part(lines, (each) => this.loadLines(each)),
      ]);
      this.error = null;
      this.refused = '';
    } catch (e) {
      if (this.given.signal.aborted) {
        this.loading = false;
        return;
      }
      this.error = e instanceof Error ? e : new Error(String(e));
      this.refused = key;
    }
    this.loading = false;
    this.changed();
    if (this.again) {
      this.again = false;
      void this.load();
    }
  }

  private async loadBoxes(question: Record<string, string | number>): Promise<void> {
    const {names, kinds, tracks} = await api.slices(question, this.given.signal);
    for (const track of tracks) {
      this.boxes.set(track.track, {...track, busy: track.busy_ns, names, kinds});
      for (const kind of track.kind) {
        if (kind >= 0) {
          this.kinds.add(kinds[kind]);
        }
      }
    }
  }

  private async loadLines(question: Record<string, string | number>): Promise<void> {
    for (const line of (await api.counters(question, this.given.signal)).tracks) {
      this.lines.set(line.track, line);
    }
  }
}

export interface LaneInfo {
  lane: Lane;
  track: Track | null;
  label: string;
  closed: boolean;
  /** Whether the lane may be drawn flat or in full. */
  deep: boolean;
  full: boolean;
}

/** Devices first: what is waited for stands above what waits. Else the server's order. */
export function devicesFirst(tracks: Track[]): Track[] {
  const group = (track: Track) => track.rank + '\u0000' + track.group;
  const devices = new Set(tracks.filter((track) => track.type === 'stream').map(group));
  const place = (track: Track) => (track.type === 'steps' ? 0 : devices.has(group(track)) ? 1 : 2);
  const ranks = new Map<string, number>();
  tracks.forEach((track) => ranks.set(track.rank, ranks.get(track.rank) ?? ranks.size));
  return tracks.slice().sort((a, b) => (ranks.get(a.rank) ?? 0) - (ranks.get(b.rank) ?? 0) || place(a) - place(b));
}

/** Where each lane stands. @param em height of the text in pixels */
export function layOut(tracks: Track[], em: number, closed: string[], full: string[]): LaneInfo[] {
  const lanes: LaneInfo[] = [];
  const ranks = new Set(tracks.map((track) => track.rank));
  let top = 0;
  const add = (info: Omit<LaneInfo, 'lane'>, lane: Omit<Lane, 'top'>) => {
    lanes.push({...info, lane: {...lane, top}});
    top += lane.height;
  };
  let group = '';
  let isClosed = false;
  for (const track of tracks) {
    const key = track.rank + '\u0000' + track.group;
    if (key !== group) {
      group = key;
      const id = groupId(track);
      isClosed = closed.includes(id);
      const own = track.group === '' ? 'run' : track.group;
      const label = ranks.size > 1 && track.rank !== track.group ? `${track.rank} · ${own}` : own;
      add({track: null, label, closed: isClosed, deep: false, full: false},
        {key: 'g' + id, kind: 'group', height: Math.round(em * 1.55), rowHeight: 0, rows: 0, track: -1, unit: '', min: 0, max: 0});
    }
    if (isClosed) {
      continue;
    }
    const deep = track.rows > MANY_ROWS;
    const isFull = full.includes(String(track.track));
    const rowHeight = rowHeightOf(track, em, deep && !isFull);
    add({track, label: track.name, closed: false, deep, full: isFull}, {
      key: 't' + track.track,
      kind: track.type === 'counter' || track.type === 'idle' || track.type === 'path' || track.type === 'steps' ? track.type : 'boxes',
      height: Math.max(Math.round(em * (track.type === 'idle' || track.type === 'path' ? 1.2 : 1.4)), Math.round(track.type === 'counter' ? em * 2.8 : track.rows * rowHeight) + 2),
      rowHeight,
      rows: track.rows,
      track: track.track,
      unit: track.unit,
      min: track.min ?? 0,
      max: track.max ?? 0,
    });
  }
  return lanes;
}

function rowHeightOf(track: Track, em: number, flat: boolean): number {
  if (track.type === 'idle' || track.type === 'path') {
    return Math.round(em * 1.05);
  }
  return flat ? Math.max(3, Math.round(em * 10 / track.rows)) : Math.round(em * 1.35);
}

/** A name for a group that can stand in an address. */
export function groupId(track: Track): string {
  let hash = 5;
  for (const character of track.rank + '|' + track.group) {
    hash = Math.imul(hash, 33) + (character.codePointAt(0) ?? 0) | 0;
  }
  return (hash >>> 0).toString(36);
}
