// Which lanes the timeline has, and where each stands.

import type {Lane} from '../draw/timelineview';
import type {Track} from './protocol';

/** Tracks of more rows than this are drawn flat until somebody opens them. */
const MANY_ROWS = 8;

export interface LaneInfo {
  lane: Lane;
  track: Track | null;
  label: string;
  closed: boolean;
  /** Whether the lane may be drawn flat or in full. */
  deep: boolean;
  full: boolean;
}

/** Whether a lane has what the analyses find out. */
export function isStretches(lane: Lane): boolean {
  return lane.kind === 'path' || lane.kind === 'idle';
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
