// All that is known about one box of the flame graph: full name, every metric, the way to it, its
// slices in the timeline and its place in the source.

import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {layerOf} from '../base/colors';
import {formatCount, formatExact, formatNs, formatShare, formatSigned, formatValue} from '../base/format';
import {named, placeText, shortName} from '../base/names';
import {api} from './api';
import type {Given} from './common';
import {Name, Swatch, Trouble, copyText} from './common';
import {flameQuestion} from './flame';
import type {ContextInfo, MetricInfo} from './protocol';
import {useScrolledPane} from './scrolled';
import {exactly, rangeOf, useScope, useView} from './state';
import {useAnswer} from './use';

interface PanelGiven extends Given {
  path: string;
  metric: MetricInfo;
  zoom: (path: string) => void;
}

export function ContextPanel(given: PanelGiven): JSX.Element {
  const {p, path, overview, metric, zoom} = given;
  const view = useView();
  const range = rangeOf(view);
  const pane = useScrolledPane('details');
  const asked = useAnswer<ContextInfo>(
    (signal) => api.context({...flameQuestion(given, view), path}, signal),
    [p, path, view.base, view.direction, view.metric, view.collapsed, view.hide, view.focus, view.drop, view.recursion, view.callers, range.from, range.to]);
  if (path === '') {
    return (
      <aside ref={pane} class="details" aria-label="Details of the selected frame">
        <p class="muted">Click a frame to zoom in, Shift-click to select it, / to search, ? for all keys.</p>
        {asked.error ? <Trouble error={asked.error} /> : null}
        <table class="metrics" aria-label="All that is shown">
          <tbody>
            {(asked.value?.values ?? []).map((each) => (
              <tr key={each.metric} class={each.metric === metric.id ? 'current' : ''}>
                <th scope="row">{overview.metrics.find((one) => one.id === each.metric)?.label ?? each.metric}</th>
                <td title={formatExact(each.value, each.unit)}>{formatValue(each.value, each.unit)}</td>
                {each.base === null ? null : <td title={'base: ' + formatExact(each.base, each.unit)}>{formatSigned(each.value - each.base, each.unit)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </aside>
    );
  }
  return (
    <aside ref={pane} class="details" aria-label="Details of the selected frame">
      {asked.error ? <Trouble error={asked.error} /> : null}
      {asked.value ? <Context info={asked.value} overview={overview} zoom={zoom} /> : null}
    </aside>
  );
}

function Context({info, overview, zoom}: {info: ContextInfo; overview: Given['overview']; zoom: (path: string) => void}): JSX.Element {
  const scope = useScope();
  const view = useView();
  const name = exactly(info.name);
  const place = placeText({file: info.file, line: info.line, library: info.library});
  const slice = info.slices.longest[0] ?? info.slices.first;
  const compared = info.values.some((each) => each.base !== null);
  return (
    <>
      <div class="layer"><Swatch color={layerOf(info.kind).color} />{info.kind}</div>
      <h2 class="fullname"><Name text={named(info.name)} most={16_500} /></h2>
      {place === '' ? null : <p class="muted"><Name text={place} most={1000} /></p>}
      <div class="actions">
        <button type="button" onClick={() => scope.show({search: name})} title="Light all boxes of this name">Find all</button>
        <button type="button" onClick={() => scope.show({focus: name, root: '', box: ''})} title="Only what happens in this frame">Focus</button>
        <button type="button" onClick={() => scope.show({hide: name, root: '', box: ''})} title="What it took counts for its caller">Hide</button>
        <button type="button" onClick={() => scope.show({direction: 'up', focus: '', search: name, callers: view.base === '' && overview.has.sql !== false ? String(info.frame) : '', root: String(info.frame), box: ''})} title="Who called it, wherever, for all that happens in it">Callers</button>
        {info.source && info.file !== null ? <button type="button" onClick={() => scope.show({view: 'source', file: info.file ?? '', line: String(info.line)})}>Source</button> : null}
        {slice && overview.has.timeline ? <button type="button" onClick={() => scope.show({view: 'timeline', slice: String(slice.slice), t0: '', t1: ''})} title="Its longest slice">Timeline</button> : null}
      </div>
      <table class="metrics" aria-label="Metrics of the frame">
        <thead><tr><td /><th scope="col" title="with all that it calls">incl.</th><th scope="col">self</th><th scope="col">share</th>{compared ? <th scope="col" title="against the base">change</th> : null}</tr></thead>
        <tbody>
          {info.values.filter((each) => each.value !== 0 || each.base !== null && each.base !== 0).map((each) => {
            const {label} = overview.metrics.find((metric) => metric.id === each.metric) ?? {label: each.metric};
            return (
              <tr key={each.metric}>
                <th scope="row">{label}</th>
                <td title={formatExact(each.value, each.unit)}>{formatValue(each.value, each.unit)}</td>
                <td title={formatExact(each.self, each.unit)}>{formatValue(each.self, each.unit)}</td>
                <td title="of all that is shown">{each.share === null ? '–' : formatShare(each.share, 1)}</td>
                {compared ? <td title={each.base === null ? '' : 'base: ' + formatExact(each.base, each.unit)}>{each.base === null ? '–' : formatSigned(each.value - each.base, each.unit)}</td> : null}
              </tr>
            );
          })}
        </tbody>
      </table>
      <Reasons info={info} />
      <SliceList info={info} timeline={overview.has.timeline} />
      <h3>Path<CopyButton text={[...info.callers, info].map((each) => `${each.kind}\t${each.name}\n`).join('')} /></h3>
      <ol class="path">
        {info.callers.map((each) => <li key={each.path}><button type="button" class="plain" onClick={() => zoom(each.path)}><bdi>{shortName(each.name, each.kind)}</bdi></button></li>)}
        <li aria-current="true"><bdi>{shortName(info.name, info.kind)}</bdi></li>
      </ol>
    </>
  );
}

function Reasons({info}: {info: ContextInfo}): JSX.Element | null {
  if (info.reasons.length === 0) {
    return null;
  }
  const whole = info.reasons.reduce((sum, each) => sum + each.value, 0);
  return (
    <>
      <h3>Stalled for</h3>
      <table class="metrics reasons" aria-label="Why it stalled">
        <tbody>
          {info.reasons.slice(0, 20).map((each) => <tr key={each.reason}><th scope="row"><Name text={each.reason} most={80} /></th><td>{formatCount(each.value)}</td><td>{formatShare(each.value, whole)}</td></tr>)}
        </tbody>
      </table>
    </>
  );
}

function SliceList({info, timeline}: {info: ContextInfo; timeline: boolean}): JSX.Element | null {
  const scope = useScope();
  if (info.slices.total === 0 || !timeline) {
    return null;
  }
  return (
    <>
      <h3>Slices: {formatCount(info.slices.total)}, the longest</h3>
      <ul class="slices">
        {info.slices.longest.slice(0, 8).map((each) => (
          <li key={each.slice}><button type="button" class="link" title="Show in the timeline" onClick={() => scope.show({view: 'timeline', slice: String(each.slice), t0: '', t1: ''})}>{formatNs(each.d)} at {formatNs(each.t)}</button></li>
        ))}
      </ul>
    </>
  );
}

export function CopyButton({text}: {text: string}): JSX.Element {
  const [said, setSaid] = useState('');
  return <button type="button" class="small" onClick={() => copyText(text).then(() => setSaid('Copied'), () => setSaid('Not allowed'))}>{said || 'Copy'}</button>;
}
