// For tests, measurements and the browser's console: what is chosen and shown, as plain values.

import type {FlameView} from '../draw/flameview';
import {MERGED} from '../draw/rows';
import type {TimelineView} from '../draw/timelineview';
import type {FlameData} from './flamedata';
import type {TimelineModel} from './timelinemodel';
import {pending} from './pending';
import {main} from './state';

interface Parts {
  flame?: FlameView;
  flameData?: FlameData;
  timeline?: TimelineView;
  timelineModel?: TimelineModel;
  /** What a report in one file answers from. */
  embedded?: unknown;
}

export const parts: Parts = {};

/** Labels from the root to a box. */
function pathOf(node: number): string[] {
  const data = parts.flameData;
  const labels = [];
  for (let at = node; data && at >= 0; at = data.parent(at)) {
    labels.push(data.label(at));
  }
  return labels.reverse();
}

export const inside = {
  parts,
  show: (change: Parameters<typeof main.show>[0]) => main.show(change),
  view: () => main.view,
  resting: () => pending.rests(),
  waiting: () => pending.questions() + (parts.timelineModel?.loading ? 1 : 0),

  flame() {
    const {flame, flameData: data} = parts;
    if (!flame || !data) {
      return null;
    }
    return {
      metric: data.flame.metric,
      view: data.flame.view,
      total: data.flame.total,
      zoom: pathOf(data.callers),
      selected: flame.selected === MERGED ? null : pathOf(flame.selected),
      labels: data.rows.flatMap((row) => row.node.filter((node) => node !== MERGED).map((node) => data.label(node))),
      found: data.flame.found ?? null,
      boxes: flame.boxes(),
      drawMs: flame.lastDrawMs,
    };
  },

  /** Where the middle of the first box with a label is on the screen, scrolled into view. */
  boxAt(label: string): {x: number; y: number} | null {
    const {flame, flameData: data} = parts;
    if (!flame || !data) {
      return null;
    }
    for (const row of data.rows) {
      for (const node of row.node) {
        if (node !== MERGED && data.label(node) === label) {
          flame.reveal(node);
          return flame.middleOf(node) ?? null;
        }
      }
    }
    return null;
  },

  timeline() {
    const {timeline, timelineModel: model} = parts;
    return timeline && model ? {t0: model.t0, t1: model.t1, boxes: timeline.lastBoxes, drawMs: timeline.lastDrawMs, lanes: timeline.scene?.lanes.length ?? 0} : null;
  },
};
