// The whole run in a strip: how busy each device is, and where the window and the range are.

import type {JSX} from 'preact';
import {useEffect, useLayoutEffect, useMemo, useRef} from 'preact/hooks';
import type {Palette} from '../base/colors';
import {layerOf} from '../base/colors';
import {Inputs} from '../base/inputs';
import {CanvasPen} from '../draw/canvaspen';
import {api} from './api';
import type {Slices, Tracks} from './protocol';
import {useAnswer, useSize} from './use';

const MOST_TRACKS = 8;
const PIXEL_STEP = 256;

interface MinimapGiven {
  p: number;
  tracks: Tracks;
  /** Whether something else is more urgent. */
  waits: boolean;
  palette: Palette;
  t0: number;
  t1: number;
  range: [number, number] | null;
  gutter: number;
  look: (t0: number, t1: number) => void;
}

export function Minimap({p, tracks, waits, palette, t0, t1, range, gutter, look}: MinimapGiven): JSX.Element {
  const [ref, size] = useSize<HTMLDivElement>();
  const pen = useRef<CanvasPen | null>(null);
  /** The whole run without the window, which moves over it. */
  const run = useRef<CanvasPen | null>(null);
  const ofRun = useMemo(() => new Inputs(), []);
  const ofPicture = useMemo(() => new Inputs(), []);
  const dragging = useRef(false);
  // Devices tell most; a run without them is shown by its threads.
  const streams = tracks.tracks.filter((track) => track.type === 'stream');
  const chosen = (streams.length > 0 ? streams : tracks.tracks.filter((track) => track.type === 'thread'))
    .slice().sort((a, b) => b.slices - a.slices).slice(0, MOST_TRACKS).map((track) => track.track).sort((a, b) => a - b);
  // In coarse steps: a scroll bar that comes while the page is laid out is no reason to ask again.
  const px = Math.min(4096, Math.ceil(size.width / PIXEL_STEP) * PIXEL_STEP);
  const asked = useAnswer<Slices>(
    (signal) => (px > 0 && !waits && tracks.end > tracks.start ? api.slices({p, t0: tracks.start, t1: tracks.end, px, tracks: chosen.join(',')}, signal) : undefined),
    [p, tracks, px, waits]);
  const span = Math.max(1, tracks.end - tracks.start);

  useLayoutEffect(() => {
    if (ref.current && !pen.current) {
      pen.current = new CanvasPen(document.createElement('canvas'), false);
      run.current = new CanvasPen(document.createElement('canvas'), false);
      ref.current.replaceChildren(pen.current.canvas);
    }
    const {width, height} = size;
    const ratio = devicePixelRatio || 1;
    const place = (time: number) => (time - tracks.start) / span * width;
    if (!pen.current || !run.current || width < 1) {
      return;
    }
    const made = [tracks, asked.value, palette, width, height, ratio];
    if (ofRun.changed(made)) {
      run.current.start(width, height, ratio, '10px sans-serif');
      run.current.rect(0, 0, width, height, palette.panel);
      drawTracks(run.current, asked.value, palette, height, place);
    }
    if (!ofPicture.changed([...made, t0, t1, range?.[0], range?.[1]])) {
      return;
    }
    pen.current.start(width, height, ratio, '10px sans-serif');
    pen.current.context.drawImage(run.current.canvas, 0, 0, width, height);
    const shade = (from: number, to: number) => {
      if (to > from) {
        pen.current?.rect(from, 0, to - from, height, palette.ground);
      }
    };
    pen.current.alpha(0.65);
    shade(0, Math.min(width, place(t0)));
    shade(Math.max(0, place(t1)), width);
    pen.current.alpha(1);
    const left = Math.max(0.5, place(t0));
    const right = Math.min(width - 0.5, place(t1));
    pen.current.frame(left, 0.5, Math.max(2, right - left), height - 1, palette.muted, 1);
    if (range) {
      pen.current.rect(place(range[0]), height - 3, Math.max(1.5, place(range[1]) - place(range[0])), 3, palette.accent);
    }
  });

  const move = (event: PointerEvent) => {
    if (!dragging.current || !ref.current) {
      return;
    }
    const bounds = ref.current.getBoundingClientRect();
    const at = tracks.start + (event.clientX - bounds.left) / Math.max(1, bounds.width) * span;
    const half = (t1 - t0) / 2;
    look(at - half, at + half);
  };
  useEffect(() => {
    const up = () => {
      dragging.current = false;
    };
    addEventListener('pointerup', up);
    return () => removeEventListener('pointerup', up);
  }, []);
  return (
    <div class="ruler-row">
      <div class="ruler-gutter muted" style={{width: gutter + 'px'}}>whole run</div>
      <div class="minimap" ref={ref} title="The whole run; press to go there" onPointerDown={(event) => {
        dragging.current = true;
        move(event);
      }} onPointerMove={move} />
    </div>
  );
}

function drawTracks(pen: CanvasPen, slices: Slices | undefined, palette: Palette, height: number, place: (time: number) => number): void {
  if (!slices || slices.tracks.length === 0) {
    return;
  }
  const each = Math.max(2, (height - 4) / slices.tracks.length);
  slices.tracks.forEach((track, index) => {
    for (let i = 0; i < track.t.length; i++) {
      if (track.row[i] > 0) {
        continue;
      }
      const x = place(track.t[i]);
      pen.alpha(track.n[i] > 1 && track.d[i] > 0 ? 0.25 + 0.75 * Math.min(1, track.busy_ns[i] / track.d[i]) : 1);
      pen.rect(x, 2 + index * each, Math.max(1, place(track.t[i] + track.d[i]) - x), each - 1, palette.shade(layerOf(slices.kinds[track.kind[i]]).color, 0));
    }
  });
  pen.alpha(1);
}
