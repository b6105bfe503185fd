// A chart in the page.

import type {JSX} from 'preact';
import {useEffect, useLayoutEffect, useRef} from 'preact/hooks';
import type {Palette} from '../base/colors';
import {CanvasPen} from '../draw/canvaspen';
import {Plot} from '../draw/plot';
import type {Chart} from '../draw/plot';
import {hideTip, showTip, spoken, tip} from './common';
import {useScope} from './state';
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
  const scope = useScope();
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
    scope.exportable.value = {name, drawing: () => ({width: size.width, height: size.height, font, ground: palette.panel, draw: (into) => plot.draw(into, palette)})};
    return () => {
      scope.exportable.value = null;
    };
  });
  const at = (event: MouseEvent) => {
    const bounds = (ref.current as HTMLElement).getBoundingClientRect();
    return {x: event.clientX - bounds.left, y: event.clientY - bounds.top};
  };
  /** The point that the arrow keys have come to. */
  const current = useRef({series: -1, index: -1});
  const onKey = (event: KeyboardEvent) => {
    const {series, index} = current.current;
    if (event.key === 'Enter' && series >= 0 && onPick) {
      onPick(series, index, chart.series[series].x[index]);
    } else {
      const next = plot.beside(series, index, event.key);
      if (next === undefined || !describe || !ref.current) {
        return;
      }
      current.current = next;
      const {x, y} = chart.series[next.series];
      const bounds = ref.current.getBoundingClientRect();
      const [title, ...lines] = describe(next.series, next.index);
      tip.value = {x: bounds.left + plot.x(x[next.index]), y: bounds.top + plot.y(y[next.index]), title, lines};
      spoken.value = [title, ...lines].join(', ');
    }
    event.preventDefault();
  };
  const keys = describe ? {tabIndex: 0, role: 'application' as const, 'aria-roledescription': 'chart', onKeyDown: onKey, onBlur: hideTip} : {role: 'img' as const};
  return (
    <div class={'plot' + (chart.small ? ' small' : '') + (onPick ? ' pressable' : '')} aria-label={label + (describe ? `. Arrow keys go from point to point${onPick ? ', Enter chooses' : ''}` : '')} ref={ref} {...keys}
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
