// How long each step took, and which ones stand out.

import type {JSX} from 'preact';
import {formatCount, formatNs, formatShare, plural} from '../base/format';
import {shown} from '../base/names';
import type {Chart} from '../draw/plot';
import {api} from './api';
import type {Given} from './common';
import {Empty, Name, Trouble} from './common';
import {PlotView} from './plotview';
import type {Overview, Steps} from './protocol';
import {rangeOf, useScope, useView} from './state';
import type {View} from './hash';
import {Grid} from './grid';
import {useAnswer} from './use';

const OUTLIER = '#d55e00';
const KERNELS = '#ee8459';
const WORK = [{id: 'k', label: 'Kernels', numeric: true, wide: 8}, {id: 'kt', label: 'Kernel time', numeric: true, wide: 11}, {id: 'c', label: 'Copies', numeric: true, wide: 9}];

/** Whether a device worked: what the steps of a program without one did not do is not shown as zero. */
function hasWork({totals}: Overview): boolean {
  return totals.kernels + totals.copies + totals.fills > 0;
}

/** @param small as one of the cards of the overview */
export function StepChart({p, palette, overview, small}: Given & {small?: boolean}): JSX.Element | null {
  const scope = useScope();
  const view = useView();
  const range = rangeOf(view);
  const asked = useAnswer<Steps>((signal) => api.steps({p}, signal), [p]);
  const inRange = useAnswer<Steps>((signal) => (range.from === undefined ? undefined : api.steps({p, ...range}, signal)), [p, range.from, range.to]);
  if (asked.error) {
    return <Trouble error={asked.error} />;
  }
  const value = asked.value;
  if (!value) {
    return null;
  }
  const {steps, ranks} = value;
  const count = steps.d.length;
  const outside = outsideOf(view);
  const several = ranks.length > 1;
  const works = hasWork(overview);
  const x = steps.d.map((_, i) => i);
  const plain = palette.dark ? '#5d6973' : '#c3cad1';
  const chart: Chart = {
    small,
    series: [
      {kind: 'bars', label: 'step', color: plain, x, y: steps.d, colors: steps.outlier.map((each, i) => (outside(steps.t[i]) ? palette.line : each ? OUTLIER : undefined))},
      ...(works ? [{kind: 'bars' as const, label: 'kernels', color: palette.shade(KERNELS, 0), x, y: steps.d.map((d, i) => (outside(steps.t[i]) ? NaN : Math.min(d, steps.kernel_ns[i])))}] : []),
    ],
    x: {label: several ? 'steps, rank by rank' : 'steps', unit: '', whole: true},
    y: {label: 'duration', unit: 'ns', include: [0]},
    limits: count > 2 ? [{y: value.median_ns, label: 'median ' + formatNs(value.median_ns)}] : [],
  };
  const describe = (_: number, i: number): [string, ...string[]] => [
    (several ? ranks[steps.rank[i]] + ' · ' : '') + steps.name[i],
    formatNs(steps.d[i]) + (steps.outlier[i] ? ' · outlier' : ''),
    ...(works ? [`${plural(steps.kernels[i], 'kernel')}, ${formatNs(steps.kernel_ns[i])} · copies ${formatNs(steps.copy_ns[i])}`] : []),
  ];
  const text = range.from === undefined ? summary(value, steps.outlier.filter((each) => each).length, overview.totals.steps)
    : inRange.value === undefined ? '' : (inRange.value.steps.d.length === 0 ? 'No step starts in the range' : 'In the range: ' + summary(inRange.value, steps.outlier.filter((each, i) => each && !outside(steps.t[i])).length)) + `; pale: steps outside of it, of ${formatCount(value.steps_total ?? count)} in all`;
  return (
    <>
      <p class="muted">{text}</p>
      <PlotView chart={chart} palette={palette} label={text} name={small ? undefined : 'steps'} describe={describe}
        onPick={overview.has.timeline ? (_, i) => scope.show({from: String(steps.t[i]), to: String(steps.t[i] + steps.d[i]), view: 'timeline', t0: String(Math.round(steps.t[i] - steps.d[i] * 0.1)), t1: String(Math.round(steps.t[i] + steps.d[i] * 1.1))}) : undefined} />
    </>
  );
}

/** Whether a step starts outside of the chosen range. */
function outsideOf({from, to}: View): (t: number) => boolean {
  return from === '' || to === '' ? () => false : (t) => t < Number(from) || t >= Number(to);
}

/** @param marked how many steps there were; the first or the last one may have no begin or end */
export function summary({steps, steps_total: total = steps.d.length, median_ns: median, rule}: Steps, outliers: number, marked = total): string {
  return `${marked > total ? formatCount(total) + ' of ' : ''}${plural(Math.max(marked, total), 'step')}${marked > total ? ' with a time' : ''}, median ${formatNs(median)}, slowest ${formatNs(steps.d.reduce((most, d) => Math.max(most, d), 0))}`
    + (outliers > 0 ? `, ${plural(outliers, 'outlier')}` : rule === '' ? '' : ', no outliers');
}

export function StepsView(given: Given): JSX.Element {
  const scope = useScope();
  const outside = outsideOf(useView());
  const asked = useAnswer<Steps>((signal) => api.steps({p: given.p}, signal), [given.p]);
  const value = asked.value;
  const works = hasWork(given.overview);
  if (value && value.steps.d.length === 0) {
    return <Empty title="No steps">The profile marks no steps. PyTorch's profiler does with a schedule and profiler.step().</Empty>;
  }
  return (
    <div class="chart-pane">
      <StepChart {...given} />
      {value ? (
        <>
          <p class="legend">{works ? <span class="chip-text"><span class="swatch part-compute" />kernels launched within the step</span> : null}{value.rule === '' ? null : <span class="chip-text"><span class="swatch outlier" />outlier: {shown(value.rule, 300)}</span>}{given.overview.has.timeline ? <span class="muted">Press a step to show it alone.</span> : null}</p>
          <Grid label="Steps" rows={value.steps.d.length}
            columns={[{id: 'name', label: 'Step', numeric: false, wide: 24}, {id: 'rank', label: 'Rank', numeric: false, wide: 12}, {id: 'd', label: 'Duration', numeric: true, wide: 10}, {id: 'rel', label: 'Of the median', numeric: true, wide: 14}, ...(works ? WORK : []), {id: 'o', label: 'Outlier', numeric: false, wide: 8}]}
            row={(i) => {
              const {steps} = value;
              return [<span class={outside(steps.t[i]) ? 'muted' : undefined}><Name text={steps.name[i]} /></span>, <Name text={value.ranks[steps.rank[i]]} />, formatNs(steps.d[i]), formatShare(steps.d[i], value.median_ns), ...(works ? [formatCount(steps.kernels[i]), formatNs(steps.kernel_ns[i]), formatNs(steps.copy_ns[i])] : []), steps.outlier[i] ? <b class="warn">outlier</b> : ''];
            }}
            onRow={!given.overview.has.timeline ? undefined : (i) => scope.show({from: String(value.steps.t[i]), to: String(value.steps.t[i] + value.steps.d[i])})} />
        </>
      ) : null}
    </div>
  );
}
