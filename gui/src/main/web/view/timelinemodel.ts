// The window of time that is looked at, and what is known about it: asks the server for what is in
// sight, a window more on each side, one question at a time.

import {painted} from '../base/painted';
import type {LaneBoxes, LaneLine, Lane} from '../draw/timelineview';
import {api} from './api';
import {earlySlices} from './early';
import {isStretches} from './lanes';
import type {Slices, Tracks} from './protocol';

/** What was asked for a track, to see when it has to be asked again. */
interface Loaded {
  t0: number;
  t1: number;
  nsPerPixel: number;
  search: string;
  finding: string;
}

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
  /** Whether all that the first picture is made of has come. */
  complete = false;
  /** Grows with every answer that changes boxes or lines. */
  version = 0;
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
    this.loading = true;
    if (!this.complete) {
      await this.takeEarly();
    }
    const boxes = this.visible.filter((lane) => lane.track >= 0 && lane.kind !== 'counter' && this.isMissing(lane.track, true)).slice(0, MOST_TRACKS);
    const lines = this.visible.filter((lane) => lane.kind === 'counter' && this.isMissing(lane.track, false)).slice(0, MOST_TRACKS);
    if (boxes.length + lines.length === 0) {
      this.loading = false;
      if (!this.complete) {
        this.complete = true;
        this.changed();
      }
      return;
    }
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
    const part = async (lanes: Lane[], load: (question: Record<string, string | number>) => Promise<void>) => {
      if (lanes.length > 0) {
        await load({...question, tracks: lanes.map((lane) => lane.track).join(',')});
        lanes.forEach((lane) => this.loaded.set(lane.track, asked));
        if (!this.complete) {
          this.changed();
        }
      }
    };
    try {
      const rest = this.complete ? boxes : boxes.filter(isStretches);
      if (!this.complete) {
        // At first slices are drawn alone: nothing else, least of all the analyses, keeps processors from them.
        await part(boxes.filter((lane) => !isStretches(lane)), (each) => this.loadBoxes({...each, ...counted}));
        await painted();
      }
      await Promise.all([
        part(rest, (each) => this.loadBoxes({...each, ...counted})),
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
    this.complete = true;
    this.changed();
    if (this.again) {
      this.again = false;
      void this.load();
    }
  }

  /** Takes over what was asked for before there was a picture to measure. */
  private async takeEarly(): Promise<void> {
    const slices = await earlySlices(this.p);
    if (slices && !this.given.signal.aborted) {
      const {t0, t1, px} = slices;
      this.keep(slices);
      slices.tracks.forEach(({track}) => this.loaded.set(track, {t0, t1, nsPerPixel: (t1 - t0) / px, search: '', finding: ''}));
      this.changed();
    }
  }

  private async loadBoxes(question: Record<string, string | number>): Promise<void> {
    this.keep(await api.slices(question, this.given.signal));
  }

  private keep({names, kinds, tracks}: Slices): void {
    this.version++;
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
    const {tracks} = await api.counters(question, this.given.signal);
    this.version++;
    for (const line of tracks) {
      this.lines.set(line.track, line);
    }
  }
}
