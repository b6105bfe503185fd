// A chart in the page.

import type {JSX} from 'preact';
import {useEffect, useLayoutEffect, useRef} from 'preact/hooks';
import type {Palette} from '../base/colors';
import {CanvasPen} from '../draw/canvaspen';
import {Plot} from '../draw/plot';
import type {Chart} from '../draw/plot';
import {exportable, hideTip, showTip} from './common';
import {useSize} from './use';

interface PlotGiven {
  chart: Chart;
  palette: Palette;
  /** What it shows, for those who do not see it. */
  label: string;
  /** For the name of an exported picture; not exported without. */
  name?: string;
  describe?: (series: number, index: number) => [string, ...string[]];
  onPick?: (series: number, index: number, x: number) => void;
}

export function PlotView({chart, palette, label, name, describe, onPick}: PlotGiven): JSX.Element {
  const [ref, size] = useSize<HTMLDivElement>();
  const pen = useRef<CanvasPen | null>(null);
  const em = ref.current ? parseFloat(getComputedStyle(ref.current).fontSize) : 13;
  const plot = new Plot(chart, size.width, size.height, em);
  const font = Math.round(em * 0.82 * 2) / 2 + 'px system-ui, sans-serif';
  useLayoutEffect(() => {
    if (ref.current && !pen.current) {
      pen.current = new CanvasPen(document.createElement('canvas'), false);
      ref.current.replaceChildren(pen.current.canvas);
    }
    if (pen.current && size.width > 0 && size.height > 0) {
      pen.current.start(size.width, size.height, devicePixelRatio || 1, font);
      plot.draw(pen.current, palette);
    }
  });
  useEffect(() => {
    if (name === undefined) {
      return;
    }
    exportable.value = {name, drawing: () => ({width: size.width, height: size.height, font, ground: palette.panel, draw: (into) => plot.draw(into, palette)})};
    return () => {
      exportable.value = null;
    };
  });
  const at = (event: MouseEvent) => {
    const bounds = (ref.current as HTMLElement).getBoundingClientRect();
    return {x: event.clientX - bounds.left, y: event.clientY - bounds.top};
  };
  return (
    <div class={'plot' + (chart.small ? ' small' : '') + (onPick ? ' pressable' : '')} role="img" aria-label={label} ref={ref}
      onMouseMove={(event) => {
        const {x, y} = at(event);
        const {series, index} = plot.nearest(x, y);
        if (series < 0 || !describe) {
          hideTip();
          return;
        }
        const [title, ...lines] = describe(series, index);
        showTip(event, title, ...lines);
      }}
      onMouseLeave={hideTip}
      onClick={(event) => {
        const {x, y} = at(event);
        const {series, index} = plot.nearest(x, y);
        if (series >= 0) {
          onPick?.(series, index, plot.xAt(x));
        }
      }} />
  );
}
